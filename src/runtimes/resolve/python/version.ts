import { error, spanAt, warning, type Diagnostic, type Span } from '../../../core/index.ts';
import type { LocatedAppConfig } from '../../../manifest/index.ts';
import type { SourceTree } from '../../../source/index.ts';
import { origin } from '../../origin.ts';
import type { Origin, Runtime, RuntimeVersion } from '../../types.ts';
import { pythonData } from './data.ts';

/** Which Python an app gets, and which of the two lay-outs its image has. */
export interface VersionChoice {
  /** The default one where what was asked for cannot be had; then `diagnostics` has the error. */
  readonly version: RuntimeVersion;
  readonly layout: 'current' | 'legacy';
  readonly reason: string;
  readonly from: Origin;
  readonly diagnostics: readonly Diagnostic[];
}

interface Input {
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
  readonly runtime: Runtime;
}

/**
 * Chooses as the platform's builders do: `python_version` alone means the legacy runtime; else GOOGLE_PYTHON_VERSION,
 * GOOGLE_RUNTIME_VERSION, `runtime_version`, .python-version, and then what `operating_system` has.
 */
export function chooseVersion(input: Input): VersionChoice {
  const { settings } = flexRuntime(input.app);
  const isLegacy =
    settings['python_version'] !== undefined &&
    settings['operating_system'] === undefined &&
    settings['runtime_version'] === undefined;
  return isLegacy ? legacyVersion(settings['python_version'] ?? '', input) : currentVersion(input);
}

function flexRuntime({ config }: LocatedAppConfig): { readonly settings: Readonly<Record<string, string>> } {
  return config.runtime.env === 'flex' ? config.runtime : { settings: {} };
}

function legacyVersion(asked: string, { app, runtime }: Input): VersionChoice {
  const at = app.locate('runtime_config', 'python_version');
  const from = origin({ keys: ['runtime_config.python_version'] });
  const legacy = pythonData(runtime).legacyVersions[asked];
  if (!legacy) {
    const found = findVersion({ asked, setting: 'python_version', from, at }, runtime);
    const refused = warning({
      code: 'FB2011',
      message: `App Engine refuses python_version "${asked}": the setting ended with Python 3.7`,
      hint: `Write \`operating_system: ubuntu22\` and \`runtime_version: "${asked}"\` instead.`,
      at,
    });
    const failed = found.diagnostics.length > 0;
    return { ...found, layout: 'legacy', diagnostics: failed ? found.diagnostics : [refused] };
  }
  const reason = `python_version is ${asked || 'empty'}, which meant Python ${legacy.meant} on the platform`;
  if (legacy.meant === legacy.used)
    return { version: versionNamed(legacy.used, runtime), layout: 'legacy', reason, from, diagnostics: [] };
  const replaced = warning({
    code: 'FB2011',
    message: `python_version ${asked} meant Python ${legacy.meant}; Python ${legacy.used} is used instead`,
    hint: `Write the version you want: \`operating_system: ubuntu22\` and \`runtime_version: "3.13"\`.`,
    at,
  });
  return {
    version: versionNamed(legacy.used, runtime),
    layout: 'legacy',
    reason: `${reason}; ${legacy.used} is the oldest Python 3 that is at hand everywhere`,
    from,
    diagnostics: [replaced],
  };
}

/** A version that someone wrote down somewhere. */
interface Asked {
  readonly asked: string;
  readonly setting: string;
  readonly from: Origin;
  readonly at: Span | null;
}

function currentVersion(input: Input): VersionChoice {
  const { app, runtime } = input;
  const remarks = settingRemarks(app);
  const asked = firstAsked(input);
  if (asked !== null && 'problem' in asked) {
    return {
      version: defaultVersion(runtime),
      layout: 'current',
      reason: '',
      from: origin(),
      diagnostics: [asked.problem],
    };
  }
  if (asked !== null) {
    const found = findVersion(asked, runtime);
    return { ...found, layout: 'current', diagnostics: [...found.diagnostics, ...remarks] };
  }
  const system = flexRuntime(app).settings['operating_system'];
  const ofStack = system === undefined ? undefined : pythonData(runtime).stacks[system];
  const version = ofStack === undefined ? defaultVersion(runtime) : versionNamed(ofStack, runtime);
  const reason =
    ofStack === undefined
      ? 'no version is asked for'
      : `no version is asked for, and ${system ?? ''} has this one`;
  const from = origin({ keys: ofStack === undefined ? [] : ['runtime_config.operating_system'] });
  return { version, layout: 'current', reason, from, diagnostics: remarks };
}

function firstAsked({ app, source }: Input): Asked | { readonly problem: Diagnostic } | null {
  const { buildEnv } = app.config;
  for (const name of ['GOOGLE_PYTHON_VERSION', 'GOOGLE_RUNTIME_VERSION']) {
    const asked = buildEnv[name];
    const from = origin({ keys: [`build_env_variables.${name}`] });
    if (asked) return { asked, setting: name, from, at: app.locate('build_env_variables', name) };
  }
  const asked = flexRuntime(app).settings['runtime_version'];
  if (asked)
    return {
      asked,
      setting: 'runtime_version',
      from: origin({ keys: ['runtime_config.runtime_version'] }),
      at: app.locate('runtime_config', 'runtime_version'),
    };
  return versionFile(source);
}

function versionFile(source: SourceTree): Asked | { readonly problem: Diagnostic } | null {
  const text = source.readText('.python-version');
  if (text === null) return null;
  const line = /^[ \t]*([^#\s][^\r\n]*?)[ \t]*$/m.exec(text);
  const startOffset = line ? line.index : 0;
  const at = spanAt({
    file: '.python-version',
    text,
    startOffset,
    endOffset: startOffset + (line?.[0].length ?? 1),
  });
  const from = origin({ files: ['.python-version'] });
  if (line?.[1]) return { asked: line[1], setting: '.python-version', from, at };
  const message = '.python-version exists but does not specify a version';
  return {
    problem: error({
      code: 'FB2012',
      message,
      hint: 'Write a version into it, such as 3.13, or remove it.',
      at,
    }),
  };
}

/** What the current builders do not read, or refuse to go without. */
function settingRemarks(app: LocatedAppConfig): readonly Diagnostic[] {
  const { settings } = flexRuntime(app);
  if (settings['python_version'] !== undefined) {
    return [
      warning({
        code: 'FB2011',
        message: `python_version "${settings['python_version']}" is not read beside operating_system or runtime_version`,
        hint: 'Write it as runtime_version, and remove python_version.',
        at: app.locate('runtime_config', 'python_version'),
      }),
    ];
  }
  if (settings['runtime_version'] === undefined || settings['operating_system'] !== undefined) return [];
  return [
    warning({
      code: 'FB2011',
      message: 'App Engine wants operating_system beside runtime_version',
      hint: 'Add `operating_system: ubuntu22` to runtime_config.',
      at: app.locate('runtime_config', 'runtime_version'),
    }),
  ];
}

type Found = Pick<VersionChoice, 'version' | 'reason' | 'from' | 'diagnostics'>;

/** By major and minor number: which patch of it a base image has is the base's to say. */
function findVersion({ asked, setting, from, at }: Asked, runtime: Runtime): Found {
  const [, major, minor] = /^(\d+)(?:\.(\d+|x|\*))?(?:\.(?:\d+|x|\*))?$/.exec(asked) ?? [];
  const isMajorAlone = major !== undefined && (minor === undefined || /^[x*]$/.test(minor));
  const version = isMajorAlone
    ? runtime.versions.find((candidate) => candidate.version.startsWith(`${major}.`))
    : runtime.versions.find((candidate) => candidate.version === `${major ?? ''}.${minor ?? ''}`);
  if (version) return { version, reason: `${setting} is ${asked}`, from, diagnostics: [] };
  const problem = error({
    code: 'FB2010',
    message: `${runtime.id} has no version "${asked}"`,
    hint: `Use one of ${offered(runtime)}, or leave it out.`,
    at,
  });
  return { version: defaultVersion(runtime), reason: '', from, diagnostics: [problem] };
}

function offered({ versions }: Runtime): string {
  const places = { registry: 'registry', debian: 'Debian' } as const;
  return versions
    .map(({ version, bases }) => ({ version, from: bases.map(({ kind }) => places[kind]).join(' or ') }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }))
    .map(({ version, from }) => `${version} (${from})`)
    .join(', ');
}

function versionNamed(name: string, runtime: Runtime): RuntimeVersion {
  return runtime.versions.find(({ version }) => version === name) ?? defaultVersion(runtime);
}

function defaultVersion({ id, versions: [first] }: Runtime): RuntimeVersion {
  if (!first) throw new TypeError(`runtimes/${id}/runtime.yaml names no version`);
  return first;
}
