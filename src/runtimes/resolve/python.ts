import { warning, type Diagnostic } from '../../core/index.ts';
import type { LocatedAppConfig } from '../../manifest/index.ts';
import type { SourceTree } from '../../source/index.ts';
import { describeBases } from '../bases.ts';
import { origin } from '../origin.ts';
import type { Decision, PlannedFile, Resolution, ResolveInput, RuntimeVersion } from '../types.ts';
import { pythonData, pythonVersionData, type Layout } from './python/data.ts';
import { planDockerfile } from './python/dockerfile.ts';
import { pythonEntrypoint, type PythonEntrypoint } from './python/entrypoint.ts';
import { findGunicorn, type GunicornCommand } from './python/gunicorn.ts';
import { planProcess } from './python/process.ts';
import { missingPrograms } from './python/programs.ts';
import { otherPythons } from './python/python-requires.ts';
import { readRequirements, type Requirements } from './python/requirements.ts';
import { chooseVersion, type VersionChoice } from './python/version.ts';
import { configPath, recommendedWorkers, workersOf } from './python/workers.ts';

/** Python: a virtual environment at /env in an image of its own, laid out as the platform's. */
export function resolvePython({ app, source, runtime }: ResolveInput): Resolution {
  const data = pythonData(runtime);
  const choice = chooseVersion({ app, source, runtime });
  const { version } = choice;
  const layout = data.layouts[choice.layout];
  const entrypoint = pythonEntrypoint({ app, source, layout, isLegacy: choice.layout === 'legacy' });
  const { pip } = pythonVersionData(version);
  const requirements = readRequirements(source, { python: version.version, pip });
  const gunicorn = findGunicorn(entrypoint.programs);
  const installGunicorn = gunicorn !== null && !(requirements?.names.has('gunicorn') ?? false);
  const config = gunicornConfig({ gunicorn, entrypoint, app, source });
  const workers =
    gunicorn &&
    workersOf({
      gunicorn,
      configIsGenerated: config.isNeeded,
      at: entrypoint.at,
      from: entrypoint.decidedBy,
      app,
      source,
    });
  const dockerfile = planDockerfile({ data, version, layout, requirements, installGunicorn, entrypoint });
  const ignore = dockerignore(app, source);
  return {
    version: version.version,
    image: {
      kind: 'generated',
      bases: version.bases,
      files: [dockerfile, ...(ignore.isNeeded ? ignore.file : []), ...(config.isNeeded ? config.file : [])],
      extras: [...(ignore.isNeeded ? [] : ignore.file), ...(config.isNeeded ? [] : config.file)],
    },
    process: planProcess({ data, version, requirements, installGunicorn }),
    command: entrypoint.command,
    commandFrom: entrypoint.from,
    decisions: [
      ...decisionsOf({ choice, layout, requirements, entrypoint }),
      ...(installGunicorn ? [gunicornDecision({ version, entrypoint, requirements })] : []),
      ...(workers ? [workers.decision] : []),
    ],
    diagnostics: [
      ...choice.diagnostics,
      ...entrypoint.diagnostics,
      ...(requirements?.diagnostics ?? otherDependencies(source)),
      ...otherPythons(source, version.version),
      ...missingPrograms({ programs: entrypoint.programs, gunicorn, requirements, data, at: entrypoint.at }),
      ...(installGunicorn
        ? [missingGunicorn({ at: entrypoint.at ?? app.locate('runtime'), version, requirements })]
        : []),
      ...(workers?.diagnostics ?? []),
    ],
  };
}

/** A file, and whether a build needs it: where not, gen-config alone writes it. */
interface ConfigFile {
  readonly isNeeded: boolean;
  readonly file: readonly PlannedFile[];
}

/** gunicorn.conf.py, where gunicorn would look for it by itself; needed where flexbuild and not the app starts gunicorn. */
function gunicornConfig({
  gunicorn,
  entrypoint,
  app,
  source,
}: {
  readonly gunicorn: GunicornCommand | null;
  readonly entrypoint: PythonEntrypoint;
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
}): ConfigFile {
  if (gunicorn === null || gunicorn.config !== null) return { isNeeded: false, file: [] };
  const { cpu } = app.config.resources;
  const path = configPath(gunicorn);
  const view = { cpu, workers: recommendedWorkers(cpu) };
  return {
    isNeeded: entrypoint.from === 'default' && source.entry(path) === null,
    file: [
      {
        path,
        template: 'templates/gunicorn.conf.py.hbs',
        view,
        decidedBy: {},
        setBy: { cpu: ['resources.cpu'], workers: ['resources.cpu'] },
      },
    ],
  };
}

function dockerignore({ config }: LocatedAppConfig, source: SourceTree): ConfigFile {
  const hasOwnList = config.skipFiles !== null || source.entry('.gcloudignore') !== null;
  const view = { platformList: !hasOwnList };
  return {
    isNeeded: source.entry('.dockerignore') === null,
    file: [
      {
        path: '.dockerignore',
        template: 'templates/dockerignore.hbs',
        view,
        decidedBy: {},
        setBy: { platformList: ['skip_files'] },
      },
    ],
  };
}

function decisionsOf({
  choice,
  layout,
  requirements,
  entrypoint,
}: {
  readonly choice: VersionChoice;
  readonly layout: Layout;
  readonly requirements: Requirements | null;
  readonly entrypoint: PythonEntrypoint;
}): readonly Decision[] {
  const { bases, version } = choice.version;
  const settings =
    choice.layout === 'legacy'
      ? 'that of the images before operating_system'
      : "that of App Engine's current images";
  const installed = requirements
    ? { value: 'pip install -r requirements.txt', reason: foundRequirements(requirements) }
    : { value: 'nothing', reason: 'there is no requirements.txt' };
  const { command } = entrypoint;
  const written =
    command.form === 'shell' ? command.text : command.form === 'exec' ? command.argv.join(' ') : '';
  const { from } = choice;
  return [
    { topic: 'interpreter', value: `Python ${version}`, reason: choice.reason, from },
    {
      topic: 'base',
      value: describeBases(bases),
      reason: `what has Python ${version}, in order of preference`,
      from,
    },
    {
      topic: 'lay-out',
      value: `${layout.folder}, ${layout.locale}, ${layout.shell}, user 33`,
      reason: settings,
      from: origin({ keys: layoutKeys }),
    },
    { topic: 'dependencies', ...installed, from: origin({ files: requirements?.files ?? [] }) },
    { topic: 'entrypoint', value: written, reason: entrypointReason(entrypoint), from: entrypoint.decidedBy },
  ];
}

function entrypointReason({ from, reason }: PythonEntrypoint): string {
  return from === 'default' ? reason : `${from} says so; ${reason}`;
}

function foundRequirements({ files, skipped }: Requirements): string {
  const left = skipped.length === 0 ? '' : `; left out by their markers: ${skipped.join(', ')}`;
  return `found ${files.join(', ')}${left}`;
}

/** Which of them are set tells the two generations of images apart. */
const layoutKeys = ['python_version', 'operating_system', 'runtime_version'].map(
  (name) => `runtime_config.${name}`,
);

function gunicornDecision({
  version,
  entrypoint,
  requirements,
}: {
  readonly version: RuntimeVersion;
  readonly entrypoint: PythonEntrypoint;
  readonly requirements: Requirements | null;
}): Decision {
  const { gunicorn } = pythonVersionData(version);
  return {
    topic: 'gunicorn',
    value: gunicorn,
    reason: 'the entrypoint starts it, and requirements.txt does not name it',
    from: {
      ...entrypoint.decidedBy,
      files: [...entrypoint.decidedBy.files, ...(requirements?.files ?? [])],
    },
  };
}

function missingGunicorn({
  at,
  version,
  requirements,
}: {
  readonly at: Diagnostic['at'];
  readonly version: RuntimeVersion;
  readonly requirements: Requirements | null;
}): Diagnostic {
  const { gunicorn } = pythonVersionData(version);
  const unhashed = requirements?.hashes ? '; without a hash, although requirements.txt asks for hashes' : '';
  return warning({
    code: 'FB2030',
    message: `the app is started by gunicorn, which requirements.txt does not name: gunicorn ${gunicorn} is installed${unhashed}`,
    hint: `Add \`gunicorn==${gunicorn}\` to requirements.txt${requirements?.hashes ? ' with its hashes' : ''}.`,
    at,
  });
}

/** Other tools' lists, which nothing here installs from. */
const otherLists = ['pyproject.toml', 'Pipfile', 'poetry.lock', 'uv.lock', 'setup.py', 'environment.yml'];

function otherDependencies(source: SourceTree): readonly Diagnostic[] {
  const found = otherLists.filter((path) => source.entry(path) !== null);
  if (found.length === 0) return [];
  return [
    warning({
      code: 'FB2032',
      message: `nothing is installed from ${found.join(', ')}: dependencies are read from requirements.txt alone`,
      hint: 'Export them, for instance by `uv export`, `poetry export` or `pip-compile`.',
    }),
  ];
}
