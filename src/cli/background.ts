import { newSessionId, ownProgram, startDetached, type SessionHandle } from '../index.ts';
import type { Call } from './command.ts';
import { stateFolderIn } from './sessions.ts';

/** Tells the process in the background which session it is. */
const detachedSession = 'FLEXBUILD_DETACHED_SESSION';

/** The id that this process was given for its session by the one that started it; null in the foreground. */
export function detachedId({ env }: Pick<Call, 'env'>): string | null {
  return env[detachedSession] ?? null;
}

/** Whether this process is to start another one instead of doing the work itself. */
export function goesToBackground(call: Pick<Call, 'options' | 'env'>): boolean {
  return call.options.detach && detachedId(call) === null;
}

/** Starts this command line again in a process that stays, and returns when what it starts answers. */
export async function startInBackground({ env, job }: Call): Promise<SessionHandle> {
  const id = newSessionId();
  const [file, ...ownArgs] = ownProgram();
  const command = {
    file,
    args: [...ownArgs, ...process.argv.slice(2)],
    cwd: process.cwd(),
    env: { ...env, [detachedSession]: id },
  };
  // What the app writes is for `logs`; here stdout has what the command prints alone.
  const quiet: typeof job = {
    signal: job.signal,
    notify: (notice) => notice.kind !== 'app-output' && job.notify(notice),
  };
  return await startDetached({ stateFolder: stateFolderIn(env), id, command }, quiet);
}
