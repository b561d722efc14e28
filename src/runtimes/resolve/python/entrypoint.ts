import { error, type Diagnostic, type Span } from '../../../core/index.ts';
import type { LocatedAppConfig } from '../../../manifest/index.ts';
import type { SourceTree } from '../../../source/index.ts';
import {
  chooseEntrypoint,
  currentOrder,
  legacyOrder,
  type EntrypointOrigin,
} from '../../entrypoint/choose.ts';
import { commandOf, type EntrypointCommand } from '../../entrypoint/command.ts';
import { origin } from '../../origin.ts';
import type { Origin } from '../../types.ts';
import type { Layout } from './data.ts';

/** What starts the app, and who says so. */
export interface PythonEntrypoint extends EntrypointCommand {
  /** `app.yaml`, `Procfile`, `GOOGLE_ENTRYPOINT` or `default`. */
  readonly from: string;
  /** Where it is written; null for the default. */
  readonly at: Span | null;
  readonly decidedBy: Origin;
}

const origins: Readonly<Record<EntrypointOrigin, Origin>> = {
  GOOGLE_ENTRYPOINT: origin({ keys: ['build_env_variables.GOOGLE_ENTRYPOINT'] }),
  Procfile: origin({ files: ['Procfile'] }),
  'app.yaml': origin({ keys: ['entrypoint'] }),
};

/** The app's entrypoint; without one, gunicorn where main.py has an `app`; without that, FB2020. */
export function pythonEntrypoint({
  app,
  source,
  layout,
  isLegacy,
}: {
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
  readonly layout: Layout;
  readonly isLegacy: boolean;
}): PythonEntrypoint {
  const { entrypoint, diagnostics } = chooseEntrypoint({
    app,
    source,
    order: isLegacy ? legacyOrder : currentOrder,
  });
  if (entrypoint !== null) {
    const made = commandOf(entrypoint, layout.shell);
    return {
      ...made,
      from: entrypoint.from,
      at: entrypoint.at,
      decidedBy: origins[entrypoint.from],
      diagnostics: [...diagnostics, ...made.diagnostics],
    };
  }
  if (diagnostics.length === 0 && hasApp(source.readText('main.py') ?? '')) {
    const made = commandOf({ text: served('main:app'), from: 'app.yaml', at: null }, layout.shell);
    return {
      ...made,
      from: 'default',
      at: null,
      decidedBy: origin({ files: ['main.py'] }),
      reason: 'gunicorn serves `app` of main.py',
    };
  }
  const problems = diagnostics.length > 0 ? diagnostics : [missing(app, source)];
  return {
    command: { form: 'image' },
    programs: [],
    reason: '',
    from: 'default',
    at: null,
    decidedBy: origin(),
    diagnostics: problems,
  };
}

/** `app` as a name of the module itself: assigned, defined or imported at the start of a line. */
function hasApp(text: string): boolean {
  return (
    /^app[ \t]*(:[^=\n]+)?=(?!=)/m.test(text) ||
    /^(async[ \t]+)?(def|class)[ \t]+app\b/m.test(text) ||
    /^from[ \t]+\S+[ \t]+import[ \t(][^#\n]*\bapp\b/m.test(text) ||
    /^import[ \t]+\S+[ \t]+as[ \t]+app\b/m.test(text)
  );
}

function missing(app: LocatedAppConfig, source: SourceTree): Diagnostic {
  const main = source.readText('main.py') === null ? 'there is no main.py' : 'main.py defines no `app`';
  return error({
    code: 'FB2020',
    message: `the app has no entrypoint, and ${main} that gunicorn could serve`,
    hint: `Add a line to app.yaml such as \`entrypoint: ${likelyEntrypoint(source) ?? served('main:app')}\`.`,
    at: app.locate('runtime'),
    detail: [
      'entrypoint in app.yaml: not set',
      'web in Procfile: no such file',
      'GOOGLE_ENTRYPOINT in build_env_variables: not set',
      `app in main.py: ${main}`,
    ],
  });
}

/** What most likely starts the app, by the names and texts of its modules; null where they tell nothing. */
export function likelyEntrypoint(source: SourceTree): string | null {
  const wsgi = wsgiModule(source);
  if (wsgi !== null) return served(wsgi);
  const modules = source
    .entries('')
    .filter(({ kind, path }) => kind === 'file' && path.endsWith('.py'))
    .map(({ path }) => ({ path, text: source.readText(path) ?? '' }));
  const app = modules.find(({ text }) => hasApp(text));
  if (app) return served(`${app.path.slice(0, -'.py'.length)}:app`);
  const program = modules.find(({ text }) => /^if __name__ ==/m.test(text));
  return program ? `python ${program.path}` : null;
}

function served(application: string): string {
  return `gunicorn -b :$PORT ${application}`;
}

/** Django's `project/wsgi.py`, as gunicorn takes it. */
function wsgiModule(source: SourceTree): string | null {
  const folders = [
    '',
    ...source
      .entries('')
      .filter(({ kind }) => kind === 'directory')
      .map(({ path }) => path),
  ];
  const found = folders.find(
    (folder) => source.entry(folder === '' ? 'wsgi.py' : `${folder}/wsgi.py`) !== null,
  );
  if (found === undefined) return null;
  return found === '' ? 'wsgi' : `${found}.wsgi`;
}
