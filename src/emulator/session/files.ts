import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, type Diagnostic } from '../../core/index.ts';
import type { SessionRecord } from './types.ts';

/** Where the files of one session are. */
export interface SessionFiles {
  readonly folder: string;
  readonly record: string;
  readonly socket: string;
  /** What a background process writes before anyone listens to it, and when it breaks. */
  readonly log: string;
  /** Why it failed, for the one who started it. */
  readonly failure: string;
}

/** The shortest of the limits of the systems we run on: macOS, sizeof(sockaddr_un.sun_path) - 1. */
const longestSocketPath = 103;

const idPattern = /^[a-z0-9]{1,32}$/;

/** The files of session `id` under `stateFolder`. Throws FB5411 for what is no id, FB5414 where no socket fits. */
export function sessionFiles(stateFolder: string, id: string): SessionFiles {
  if (!idPattern.test(id)) throw noSession(id);
  const folder = join(stateFolder, id);
  const socket = join(folder, 'control.sock');
  if (Buffer.byteLength(socket) > longestSocketPath) {
    throw failure({
      code: 'FB5414',
      message: `"${socket}" is too long for a socket's path, which has ${longestSocketPath} bytes at most`,
      hint: 'Point XDG_RUNTIME_DIR at a folder with a shorter path.',
    });
  }
  return {
    folder,
    socket,
    record: join(folder, 'session.json'),
    log: join(folder, 'output.log'),
    failure: join(folder, 'failure.json'),
  };
}

/** Makes a session's folder, for this user's eyes alone. */
export async function makeSessionFolder(files: SessionFiles): Promise<void> {
  await mkdir(files.folder, { recursive: true, mode: 0o700 });
}

export async function removeSessionFolder(files: SessionFiles): Promise<void> {
  await rm(files.folder, { recursive: true, force: true });
}

/** The ids of all folders under `stateFolder`, in the order of their names. */
export async function sessionIds(stateFolder: string): Promise<readonly string[]> {
  const names = await readdir(stateFolder).catch(() => []);
  return names.filter((name) => idPattern.test(name)).toSorted();
}

export async function writeRecord(files: SessionFiles, record: SessionRecord): Promise<void> {
  await writeFile(files.record, JSON.stringify(record), { mode: 0o600 });
}

/** Null where there is none, or none yet. */
export async function readRecord(files: SessionFiles): Promise<SessionRecord | null> {
  return (await readJson(files.record)) as SessionRecord | null;
}

export async function writeFailure(files: SessionFiles, diagnostics: readonly Diagnostic[]): Promise<void> {
  await writeFile(files.failure, JSON.stringify(diagnostics), { mode: 0o600 });
}

export async function readFailure(files: SessionFiles): Promise<readonly Diagnostic[] | null> {
  return (await readJson(files.failure)) as readonly Diagnostic[] | null;
}

/** FB5411. */
export function noSession(id: string): Error {
  return failure({
    code: 'FB5411',
    message: `there is no session "${id}"`,
    hint: 'Run `flexbuild ps` to see which sessions there are.',
  });
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
