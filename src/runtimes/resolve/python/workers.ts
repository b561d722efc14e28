import { warning, type Diagnostic, type Span } from '../../../core/index.ts';
import type { LocatedAppConfig } from '../../../manifest/index.ts';
import type { SourceTree } from '../../../source/index.ts';
import { optionValue } from '../../entrypoint/option-values.ts';
import { origin } from '../../origin.ts';
import type { Decision, Origin } from '../../types.ts';
import type { GunicornCommand } from './gunicorn.ts';

/** What gunicorn recommends for this many cores; flex gives an app the cores of `resources.cpu`, whatever the machine has. */
export function recommendedWorkers(cpu: number): number {
  return Math.floor(2 * cpu) + 1;
}

/** How many workers gunicorn will have, and by whose word; a warning where it is one because nobody said anything. */
export function workersOf({
  gunicorn,
  configIsGenerated,
  at,
  from,
  app,
  source,
}: {
  readonly gunicorn: GunicornCommand;
  readonly configIsGenerated: boolean;
  /** Where the entrypoint is written. */
  readonly at: Span | null;
  /** What decided the entrypoint. */
  readonly from: Origin;
  readonly app: LocatedAppConfig;
  readonly source: SourceTree;
}): { readonly decision: Decision; readonly diagnostics: readonly Diagnostic[] } {
  const { env, resources } = app.config;
  const say = (value: string, by: Origin, reason: string, diagnostics: readonly Diagnostic[] = []) => ({
    decision: { topic: 'workers', value, reason, from: by },
    diagnostics,
  });
  const variable = (name: string) => origin({ keys: [`env_variables.${name}`] });
  if (gunicorn.workers !== null) return say(gunicorn.workers, from, 'the entrypoint says --workers');
  const args = env['GUNICORN_CMD_ARGS'] ?? '';
  const ofArgs = optionValue(args.split(/\s+/), '-w', '--workers');
  if (ofArgs !== null)
    return say(ofArgs, variable('GUNICORN_CMD_ARGS'), 'GUNICORN_CMD_ARGS in env_variables says --workers');
  const ownConfig =
    gunicorn.config ?? optionValue(args.split(/\s+/), '-c', '--config') ?? defaultConfig(gunicorn, source);
  if (ownConfig !== null)
    return say(
      `as ${ownConfig} says`,
      origin({ files: [ownConfig] }),
      "the app's own gunicorn configuration",
    );
  const concurrency = env['WEB_CONCURRENCY'];
  if (concurrency !== undefined)
    return say(concurrency, variable('WEB_CONCURRENCY'), 'WEB_CONCURRENCY in env_variables');
  const cores = origin({ keys: ['resources.cpu'] });
  const recommended = recommendedWorkers(resources.cpu);
  if (configIsGenerated)
    return say(`${recommended}`, cores, `2 x resources.cpu (${resources.cpu}) + 1, in gunicorn.conf.py`);
  return say('1', origin(), "gunicorn's own default, which the platform leaves alone", [
    oneWorker(resources.cpu, at),
  ]);
}

function defaultConfig(gunicorn: GunicornCommand, source: SourceTree): string | null {
  const path = configPath(gunicorn);
  return source.readText(path) === null ? null : path;
}

/** Where gunicorn looks for its configuration by itself: in the folder it starts in. */
export function configPath({ folder }: GunicornCommand): string {
  return folder === '' ? 'gunicorn.conf.py' : `${folder}/gunicorn.conf.py`;
}

function oneWorker(cpu: number, at: Span | null): Diagnostic {
  return warning({
    code: 'FB2031',
    message: 'gunicorn will run with one worker, here as on App Engine: one slow request holds up all others',
    hint: `Add \`--workers ${recommendedWorkers(cpu)}\` to the entrypoint (2 x ${cpu} cores + 1), or set WEB_CONCURRENCY in env_variables.`,
    at,
  });
}
