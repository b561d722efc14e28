import { join } from 'node:path';
import { failure, warning, type Environment, type Job } from '../../core/index.ts';
import type { BuildPlan } from '../../plan/index.ts';
import type { AppFiles } from '../../project/index.ts';
import type { Prepared } from '../types.ts';
import { ensureEnvironment, filledIn } from './environment.ts';
import { findInterpreter, hasVersion } from './interpreter.ts';
import { stage } from './stage.ts';

/** What instances of one plan share. */
export interface PreparedProcess extends Prepared {
  readonly appFolder: string;
  /** Instances run in `appFolder` itself, and not in copies of it. */
  readonly inPlace: boolean;
  /** Folders that come first in PATH: its environment's. */
  readonly path: readonly string[];
  /** Variables that its runtime's images set. */
  readonly env: Readonly<Record<string, string>>;
}

export interface PrepareRequest {
  readonly plan: BuildPlan;
  readonly files: AppFiles;
  /** The session's. */
  readonly folder: string;
  readonly sharedFolder: string;
  readonly user: Environment;
  readonly inPlace: boolean;
  /** `--python`. */
  readonly interpreter: string | null;
}

/**
 * The app's files as an image would hold them, and the environment that its runtime needs. Throws FB5320 for an app that
 * only an image can run, FB5322 and FB5323 without an interpreter, FB5324 where the environment cannot be made.
 */
export async function prepareProcess(request: PrepareRequest, job: Job): Promise<PreparedProcess> {
  const { plan, files, folder, inPlace, user } = request;
  if (plan.process === null && plan.run.command.form === 'image') throw needsImage(plan);
  const appFolder = inPlace ? files.folder : join(folder, 'apps', plan.service);
  if (!inPlace) await stage(files.entries, appFolder);
  const staged = { plan, what: appFolder, appFolder, inPlace };
  if (plan.process === null) return { ...staged, path: [], env: {} };
  const { interpreter: wanted } = plan.process;
  const interpreter = await findInterpreter({ wanted, env: user, override: request.interpreter });
  if (!hasVersion(interpreter.version, wanted.version)) {
    job.notify({
      kind: 'diagnostic',
      diagnostic: warning({
        code: 'FB5326',
        message: `${plan.service} runs with ${wanted.title} ${interpreter.version}, and is for ${wanted.version}`,
        hint: `Name another with --python, or ask for this version in app.yaml.`,
      }),
    });
  }
  const environment = await ensureEnvironment(
    {
      service: plan.service,
      plan: plan.process,
      interpreter,
      appFolder,
      sharedFolder: request.sharedFolder,
      ownFolder: join(folder, 'environments', plan.service),
      env: user,
    },
    job,
  );
  const filled = (text: string): string => filledIn(text, { interpreter: interpreter.path, environment });
  return {
    ...staged,
    path: plan.process.environment.path.map(filled),
    env: Object.fromEntries(Object.entries(plan.process.env).map(([name, value]) => [name, filled(value)])),
  };
}

function needsImage({ runtime, spans }: BuildPlan): Error {
  return failure({
    code: 'FB5320',
    message: `runtime ${runtime.id}${runtime.version === null ? '' : ` ${runtime.version}`} needs a container engine: only its image says how the app runs`,
    hint: 'Start a container engine, or name the command with --entrypoint.',
    at: spans['runtime'] ?? null,
  });
}
