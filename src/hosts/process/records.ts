import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signalGroup, type Job } from '../../core/index.ts';
import { isDead, parseOwner, startTime } from '../owner.ts';

const ownerFile = 'owner';
const processFile = 'process.json';

/** What is kept on disk of a process, so that it is found again when all that knew of it was killed. */
interface ProcessRecord {
  readonly pid: number;
  readonly started: string | null;
}

/** Makes the folder of a session, for this user's eyes alone. */
export async function makeSessionFolder(folder: string, owner: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, ownerFile), owner);
}

/** Keeps, in an instance's folder, which process group is its own. */
export async function recordProcess(folder: string, pid: number): Promise<void> {
  const record: ProcessRecord = { pid, started: startTime(pid) };
  await writeFile(join(folder, processFile), JSON.stringify(record));
}

/**
 * Ends the processes and removes the folders that dead sessions of this machine left below `folder`, with a notice for
 * each. A process counts as theirs only where it started when the record says.
 */
export async function sweepProcesses(folder: string, job: Job): Promise<void> {
  const sessions = await readdir(folder).catch(() => []);
  for (const session of sessions) {
    const own = join(folder, session);
    const owner = parseOwner((await read(join(own, ownerFile))) ?? '');
    if (owner === null || !isDead(owner)) continue;
    const instances = await readdir(own);
    for (const instance of instances) await endRecorded(join(own, instance));
    await rm(own, { recursive: true, force: true });
    job.notify({ kind: 'swept', what: own, session });
  }
}

async function endRecorded(instanceFolder: string): Promise<void> {
  const text = await read(join(instanceFolder, processFile));
  if (text === null) return;
  const { pid, started } = JSON.parse(text) as ProcessRecord;
  if (started !== null && startTime(pid) === started) signalGroup(pid, 'SIGKILL');
}

async function read(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}
