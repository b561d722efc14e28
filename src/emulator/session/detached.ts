import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { failure, FlexbuildError, type Diagnostic, type Job } from '../../core/index.ts';
import { sessionHandle, type SessionHandle } from './client.ts';
import {
  makeSessionFolder,
  readFailure,
  readRecord,
  removeSessionFolder,
  sessionFiles,
  type SessionFiles,
} from './files.ts';
import type { SessionRecord } from './types.ts';

export interface DetachedOptions {
  readonly stateFolder: string;
  /** The session's id, which the command has to give to `serveSession`. */
  readonly id: string;
  /** The command line that runs the session in the foreground, with `serveSession({ detached: true })`. */
  readonly command: {
    readonly file: string;
    readonly args: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  };
}

/** How long the notices that came before the app's first answer may take to arrive after it. */
const lastNoticesMs = 500;

/**
 * Runs a session in a process of its own, which stays when this one ends, and returns once its app answers; until then
 * its notices are this job's. Throws what made it fail, or FB5412 where it ended without a word. An abort stops it.
 */
export async function startDetached(options: DetachedOptions, job: Job): Promise<SessionHandle> {
  const files = sessionFiles(options.stateFolder, options.id);
  await makeSessionFolder(files);
  const child = await spawnDetached(options.command, files);
  const ended = new AbortController();
  const end = exitOf(child).then(() => ended.abort());
  try {
    const signal = AbortSignal.any([job.signal, ended.signal]);
    const settled = settledSession(files, { notify: (notice) => job.notify(notice), signal });
    // What is wrong with a session that does not settle is known when its process has ended.
    const settledOrEnded = settled.catch(() => {
      job.signal.throwIfAborted();
      return end;
    });
    const session = await Promise.race([settledOrEnded, end]);
    if (!session) throw await reasonOfEnd(files);
    child.unref();
    return session;
  } catch (cause) {
    if (!ended.signal.aborted) child.kill('SIGTERM');
    await end;
    await removeSessionFolder(files);
    throw cause;
  }
}

async function spawnDetached(
  { file, args, cwd, env }: DetachedOptions['command'],
  files: SessionFiles,
): Promise<ChildProcess> {
  await using log = await open(files.log, 'w', 0o600);
  const child = spawn(file, args, {
    cwd,
    env: { ...env },
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  await once(child, 'spawn');
  return child;
}

async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/** The session once its app answers; rejects where that will never be. */
async function settledSession(files: SessionFiles, job: Job): Promise<SessionHandle> {
  const session = sessionHandle(files, await untilRecorded(files, job.signal));
  const settled = new AbortController();
  const forwarding = forwardNotices(session, {
    notify: (notice) => job.notify(notice),
    signal: settled.signal,
  });
  try {
    const { phase } = await session.state({ untilSettled: true, signal: job.signal });
    await Promise.race([forwarding, wait(lastNoticesMs, undefined, { ref: false })]);
    if (phase.kind !== 'running') throw new Error(`the session is ${phase.kind}`);
    return session;
  } finally {
    settled.abort();
  }
}

/** The record is written once the control socket listens. */
async function untilRecorded(files: SessionFiles, signal: AbortSignal): Promise<SessionRecord> {
  for (;;) {
    const record = await readRecord(files);
    if (record !== null) return record;
    await wait(15, undefined, { signal });
  }
}

/** Up to the one that says that the app is open to requests. */
async function forwardNotices(session: SessionHandle, job: Job): Promise<void> {
  try {
    for await (const notice of session.notices({ follow: true, signal: job.signal })) {
      job.notify(notice);
      if (notice.kind === 'listening' && notice.what === 'front-end') return;
    }
  } catch {
    // The state, asked for at the same time, tells why the session is gone.
  }
}

async function reasonOfEnd(files: SessionFiles): Promise<Error> {
  return await asError((await readFailure(files)) ?? [], files);
}

/** The other process's own diagnostics; where it left none, the last lines that it wrote. */
async function asError(diagnostics: readonly Diagnostic[], files: SessionFiles): Promise<Error> {
  const [first, ...rest] = diagnostics;
  if (first) return new FlexbuildError([first, ...rest]);
  const log = await readFile(files.log, 'utf8').catch(() => '');
  return failure({
    code: 'FB5412',
    message: 'the process in the background ended before the app answered',
    hint: 'Run the same command without --detach to watch it.',
    detail: log.trimEnd().split('\n').slice(-20),
  });
}
