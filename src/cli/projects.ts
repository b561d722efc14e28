import { openProject, type Job, type Project, type ProjectRequest } from '../index.ts';
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
