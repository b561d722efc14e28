import { digestOf, failure } from '../core/index.ts';
import type { BaseSettings, DebianBase, UnpackedBase } from './types.ts';

/** Everything that decides the bytes of a root file system, save the state of the archive. Plain data. */
export interface Recipe {
  /** Counts up when `mmdebstrapArguments` makes other bytes of the same inputs. */
  readonly version: 1;
  readonly kind: 'debian' | 'debian-unpacked';
  readonly suite: string;
  /** In code-unit order: the order in which somebody wrote them down must not matter. */
  readonly packages: readonly string[];
  /** As Debian names it. */
  readonly architecture: string;
  /** Empty for mmdebstrap's own choice. */
  readonly mirrors: readonly string[];
  readonly acceptExpired: boolean;
}

interface Architecture {
  /** https://wiki.debian.org/SupportedArchitectures */
  readonly debian: string;
  /** https://go.dev/doc/install/source#environment, which the image specification follows. */
  readonly oci: string;
  /** What container engines call it. */
  readonly platforms: readonly string[];
}

const architectures: readonly Architecture[] = [
  { debian: 'amd64', oci: 'amd64', platforms: ['linux/amd64'] },
  { debian: 'arm64', oci: 'arm64', platforms: ['linux/arm64', 'linux/arm64/v8'] },
  { debian: 'armhf', oci: 'arm', platforms: ['linux/arm/v7', 'linux/arm'] },
  { debian: 'i386', oci: '386', platforms: ['linux/386'] },
  { debian: 'ppc64el', oci: 'ppc64le', platforms: ['linux/ppc64le'] },
  { debian: 's390x', oci: 's390x', platforms: ['linux/s390x'] },
  { debian: 'riscv64', oci: 'riscv64', platforms: ['linux/riscv64'] },
];

/** What a base is made of on `platform`; a platform that Debian does not have throws FB4110. */
export function recipeOf({
  base,
  platform,
  settings,
}: {
  readonly base: DebianBase | UnpackedBase;
  readonly platform: string;
  readonly settings: Pick<BaseSettings, 'mirrors' | 'acceptExpired'>;
}): Recipe {
  const architecture = architectures.find(({ platforms }) => platforms.includes(platform))?.debian;
  if (architecture === undefined) {
    throw failure({
      code: 'FB4110',
      message: `Debian has no architecture for the platform "${platform}"`,
      hint: `Use one of ${architectures.map(({ platforms }) => platforms[0]).join(', ')}.`,
    });
  }
  const packages = [...new Set(base.packages)].sort();
  const { mirrors, acceptExpired } = settings;
  return { version: 1, kind: base.kind, suite: base.suite, packages, architecture, mirrors, acceptExpired };
}

/** The recipe's architecture as an image's configuration names it. */
export function ociArchitecture({ architecture }: Recipe): string {
  return architectures.find(({ debian }) => debian === architecture)?.oci ?? architecture;
}

/** Equal for equal recipes on every machine; the value of the label by which a base is found again. */
export function recipeDigest(recipe: Recipe): string {
  return digestOf(recipe);
}

/** `flexbuild-base:bookworm-0123456789ab`, or `flexbuild-base:bookworm-unpacked-0123456789ab`. */
export function recipeTag(recipe: Recipe): string {
  const kind = recipe.kind === 'debian' ? '' : 'unpacked-';
  return `${baseRepository}:${recipe.suite}-${kind}${recipeDigest(recipe).slice(0, 12)}`;
}

/** The name that all bases made here have on an engine. */
export const baseRepository = 'flexbuild-base';

/** `Debian bookworm (python3, python3-venv)`, for messages. */
export function recipeTitle({ suite, packages }: Pick<Recipe, 'suite' | 'packages'>): string {
  const named = packages.slice(0, 3).join(', ');
  const more = packages.length > 3 ? `, and ${packages.length - 3} more` : '';
  return `Debian ${suite} (${named}${more})`;
}

/**
 * The date that every file of a base gets at most, and its image's. Fixed, so that the same archive gives the same bytes
 * on every day. Seconds since 1970: https://reproducible-builds.org/specs/source-date-epoch/.
 */
export const recipeEpochSec = 1_700_000_000;

/** Written by the last hook, so that the archive's date reaches whoever reads mmdebstrap's messages. */
export const archiveDatePrefix = 'flexbuild-archive-date: ';

/** mmdebstrap's command line; it writes the root file system to its standard output, as tar. */
export function mmdebstrapArguments(recipe: Recipe): readonly string[] {
  return [
    // Its messages are then apt's and dpkg's own lines: progress can be counted, and a failure shows its cause.
    '--verbose',
    '--format=tar',
    `--architectures=${recipe.architecture}`,
    `--include=${recipe.packages.join(',')}`,
    // Engines mount a /dev of their own, and device nodes cannot be unpacked without privileges.
    '--skip=output/dev',
    // It would leave folders that belong to the user _apt of the machine it runs on, whose number differs.
    '--skip=cleanup/apt',
    ...slimming.map((option) => `--dpkgopt=${option}`),
    ...(recipe.acceptExpired ? ['--aptopt=Acquire::Check-Valid-Until "false"'] : []),
    ...variants[recipe.kind],
    recipe.suite,
    '-',
    ...recipe.mirrors,
  ];
}

/** What nobody reads in a container. `force-unsafe-io`: a base that is half on disk after a power cut is made again. */
const slimming = [
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/info/*',
  'path-exclude=/usr/share/lintian/*',
  'force-unsafe-io',
] as const;

/** Shell text; `$1` is the folder of the root file system. */
const hooks = {
  tellArchiveDate: `sed -n 's/^Date: /${archiveDatePrefix}/p' "$1"/var/lib/apt/lists/*Release >&2`,
  cleanApt: 'rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/archives/* "$1"/var/cache/apt/*.bin',
  // mmdebstrap copies both from the machine it runs on, with their modes: names and digests would differ by machine.
  forgetThisMachine:
    'rm -f "$1/etc/hostname" "$1/etc/resolv.conf"; echo localhost >"$1/etc/hostname"; : >"$1/etc/resolv.conf"; ' +
    'chmod 644 "$1/etc/hostname" "$1/etc/resolv.conf"',
  // It names a keyring where the machine it runs on does not trust Debian's; the base itself always does.
  trustOwnKeyring: `sed -i 's/ \\[signed-by="[^"]*"\\]//' "$1/etc/apt/sources.list"`,
  // openjdk's postinst links manual pages, and fails where slimming left it no folder for them.
  keepManualFolder: 'mkdir -p "$1/usr/share/man/man1"',
  // Where a later `apt-get install` brings a service, nothing may start it: no init runs while an image is built.
  startNoServices: `printf '#!/bin/sh\\nexit 101\\n' >"$1/usr/sbin/policy-rc.d"; chmod 755 "$1/usr/sbin/policy-rc.d"`,
  // Not an option for apt while it makes the base: mmdebstrap still needs the packages that it has downloaded.
  keepNoPackages: `echo 'APT::Keep-Downloaded-Packages "false";' >"$1/etc/apt/apt.conf.d/90keep-no-packages"`,
} as const;

const variants = {
  debian: [
    '--variant=minbase',
    '--aptopt=Acquire::Languages "none"',
    `--essential-hook=${hooks.keepManualFolder}`,
    // It removes its own policy when it is done, and with it ours.
    '--skip=chroot/policy-rc.d',
    `--essential-hook=${hooks.startNoServices}`,
    `--customize-hook=${hooks.tellArchiveDate}`,
    `--customize-hook=${hooks.cleanApt}`,
    `--customize-hook=${hooks.forgetThisMachine}`,
    `--customize-hook=${hooks.trustOwnKeyring}`,
    `--customize-hook=${hooks.keepNoPackages}`,
  ],
  // Nothing is installed, so the only hooks that run are those after unpacking.
  'debian-unpacked': [
    '--variant=extract',
    `--extract-hook=${hooks.tellArchiveDate}`,
    `--extract-hook=${hooks.cleanApt}`,
    `--extract-hook=${hooks.forgetThisMachine}`,
    `--extract-hook=${hooks.trustOwnKeyring}`,
  ],
} as const satisfies Record<Recipe['kind'], readonly string[]>;
