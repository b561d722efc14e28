import { failure, type DiagnosticCode, type FlexbuildError } from '../core/index.ts';

interface KnownFailure {
  readonly pattern: RegExp;
  readonly code: DiagnosticCode;
  readonly message: (groups: readonly (string | undefined)[]) => string;
  readonly hint: string;
}

const unreachableHint = 'Check the network and the proxy (http_proxy), or name another mirror with --mirror.';

/** What apt and mmdebstrap write when they fail; the first that any line matches is the cause. */
const knownFailures: readonly KnownFailure[] = [
  {
    pattern: /Release file for (\S+) is expired \(invalid since ([^)]*)\)/,
    code: 'FB4103',
    message: ([, file = '', since = '']) =>
      `the Release file ${file} expired ${since.split(' ').slice(0, 2).join(' ')} ago`,
    hint: 'Try again when the mirror has caught up, name another one with --mirror, or take it as it is with --accept-expired.',
  },
  {
    pattern: /No space left on device/,
    code: 'FB4106',
    message: () => 'there is no space left to make a base image',
    hint: 'Make room where temporary files are kept, or set TMPDIR to a place with 2 GB.',
  },
  {
    pattern: /The repository '(\S+) (\S+) Release' (?:does not have|no longer has) a Release file/,
    code: 'FB4105',
    message: ([, mirror = '', suite = '']) => `${mirror} has no suite "${suite}"`,
    hint: 'Use a suite that the mirror has, or name another mirror with --mirror.',
  },
  {
    pattern:
      /(?:Unable to locate package|Couldn't find any package by regex) '?([^\s']+)|Package '([^']+)' has no installation candidate/,
    code: 'FB4105',
    message: ([, missing, uninstallable]) => `the archive has no package "${missing ?? uninstallable ?? ''}"`,
    hint: 'Choose another version of the runtime, or name an image with --base-image.',
  },
  {
    pattern:
      /(?:Could not resolve|Temporary failure resolving) '([^']+)'|(?:Could not|Unable to) connect to (\S+)/,
    code: 'FB4104',
    message: ([, unknown, silent]) => `${unknown ?? silent ?? ''} cannot be reached`,
    hint: unreachableHint,
  },
  {
    pattern: /Failed to fetch (\S+)/,
    code: 'FB4104',
    message: ([, file = '']) => `${file} cannot be fetched`,
    hint: unreachableHint,
  },
  {
    pattern:
      /unable to pick chroot mode|newuidmap|\/etc\/subuid|unprivileged user namespaces|unshare.*Operation not permitted/i,
    code: 'FB4107',
    message: () => 'mmdebstrap may not make a user namespace for this user',
    hint: 'Run it as root, or give this user a range of ids in /etc/subuid and /etc/subgid and install the package uidmap.',
  },
];

/** What went wrong, from the last lines that mmdebstrap wrote. */
export function mmdebstrapFailure({
  title,
  log,
  cause,
}: {
  readonly title: string;
  readonly log: readonly string[];
  readonly cause: unknown;
}): FlexbuildError {
  for (const { pattern, code, message, hint } of knownFailures) {
    const lines = log.filter((line) => pattern.test(line));
    const found = pattern.exec(lines[0] ?? '');
    if (found) return failure({ code, message: message(found), hint, detail: lines.slice(0, 4) }, { cause });
  }
  return failure(
    {
      code: 'FB4108',
      message: `mmdebstrap failed to make ${title}`,
      hint: 'See its last lines; another image can be named with --base-image.',
      detail: log.slice(-20),
    },
    { cause },
  );
}
