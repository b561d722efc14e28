import { randomBytes } from 'node:crypto';
import { FlexbuildError, type Job } from '../../core/index.ts';
import { currentOwner } from '../../hosts/index.ts';
import type { RunningEmulator } from '../types.ts';
import { startControlServer } from './control-server.ts';
import { makeSessionFolder, removeSessionFolder, sessionFiles, writeFailure, writeRecord } from './files.ts';
import { noticeHistory } from './history.ts';
import { sessionLife } from './life.ts';
import type { SessionRecord } from './types.ts';

export interface ServeSessionOptions {
  /** `$XDG_RUNTIME_DIR/flexbuild`, or the like. */
  readonly stateFolder: string;
  /** Null: a new one. A background process is given its id by whoever started it. */
  readonly id: string | null;
  readonly apps: readonly string[];
  readonly detached: boolean;
  readonly now: Date;
}

/** This process's own session. Disposing closes the control socket and removes the session's folder. */
export interface ServedSession extends AsyncDisposable {
  readonly id: string;
  /** Give this to what runs in the session: its notices are kept for `logs`, and `down` aborts its signal. */
  readonly job: Job;
  /** The app answers now; `down` stops it from now on. */
  running(emulator: RunningEmulator): void;
  /** Tells whoever waits for the app what went wrong. */
  failed(cause: unknown): Promise<void>;
}

/** Eight hex digits. */
export function newSessionId(): string {
  return randomBytes(4).toString('hex');
}

/**
 * Makes this process known as a session to `ps`, `logs` and `down`: a folder of its own with a control socket.
 * Throws FB5414 where the folder's path is too long for one.
 */
export async function serveSession(options: ServeSessionOptions, job: Job): Promise<ServedSession> {
  const record = recordOf(options);
  const files = sessionFiles(options.stateFolder, record.id);
  const history = noticeHistory();
  const life = sessionLife(record);

  await using made = new AsyncDisposableStack();
  made.defer(async () => {
    // A failed background process leaves its folder to the one who started it, and who wants to know why.
    if (!(record.detached && life.phase().kind === 'failed')) await removeSessionFolder(files);
  });
  await makeSessionFolder(files);
  made.use(await startControlServer({ socket: files.socket, history, life }));
  made.defer(() => history.close());
  await writeRecord(files, record);
  const kept = made.move();

  return {
    id: record.id,
    job: {
      notify(notice) {
        history.push(notice);
        job.notify(notice);
      },
      signal: AbortSignal.any([job.signal, life.stopAsked]),
    },
    running: (emulator) => life.running(emulator),
    async failed(cause) {
      const diagnostics = cause instanceof FlexbuildError ? cause.diagnostics : [];
      if (record.detached) await writeFailure(files, diagnostics);
      life.failed(diagnostics);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function recordOf({ id, apps, detached, now }: ServeSessionOptions): SessionRecord {
  const startedAt = now.toISOString();
  return { id: id ?? newSessionId(), owner: currentOwner(), pid: process.pid, startedAt, apps, detached };
}
