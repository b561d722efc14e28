import {
  failure,
  fileKindOf,
  openDispatch,
  openProject,
  type DispatchRule,
  type Job,
  type Project,
  type ProjectRequest,
} from '../index.ts';
import type { Call } from './command.ts';

/** The positional argument of every command that works on apps. */
export const appArgument = {
  usage: '[apps...]',
  help: 'folders with an app.yaml, or yaml files; default: this folder',
};

type Named = Pick<Call, 'args' | 'options' | 'env'>;

/** The apps that the command line names, read and planned. */
export function projectsNamed({ args, options, env }: Named): readonly [Project, ...Project[]] {
  const { context, dockerfile, image, substitute } = options;
  const substitutions = substitute ? definedOnly(env) : null;
  const open = (target: string): Project =>
    openProject({ target, context, dockerfile, image, substitutions } satisfies ProjectRequest);
  const [first = '.', ...rest] = args;
  return [open(first), ...rest.map(open)];
}

/** The services to run together, and the rules by which they get requests. */
export interface NamedApp {
  readonly projects: readonly [Project, ...Project[]];
  readonly dispatch: readonly DispatchRule[];
}

/** The services and the dispatch.yaml that a command line names, as `gcloud app deploy` takes them. Tells of what it finds. */
export function appNamed({ args, options, env, job }: Call): NamedApp {
  const byKind = Object.groupBy(args, fileKindOf);
  const [other] = byKind.cron ?? [];
  if (other !== undefined) {
    throw failure({
      code: 'FB1112',
      message: `"${other}" has jobs, and no service to run`,
      hint: 'Leave it out; `flexbuild cron start` runs the jobs of an app that runs.',
    });
  }
  const projects = projectsNamed({ args: byKind.app ?? [], options, env });
  reportWarnings(projects, job);
  const dispatch = openDispatch({ named: byKind.dispatch ?? [], projects });
  if (dispatch === null) return { projects, dispatch: [] };
  const { file, found, rules, diagnostics } = dispatch;
  for (const diagnostic of diagnostics) job.notify({ kind: 'diagnostic', diagnostic });
  job.notify({ kind: 'dispatch-followed', file, found, rules: rules.length });
  return { projects, dispatch: rules };
}

/** Shows what the plans of `projects` warn of. */
export function reportWarnings(projects: readonly Project[], job: Job): void {
  for (const diagnostic of projects.flatMap(({ plan }) => plan.diagnostics))
    job.notify({ kind: 'diagnostic', diagnostic });
}

/** The variables that are set. */
export function definedOnly(env: Call['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
