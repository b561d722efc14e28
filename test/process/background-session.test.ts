import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSessionId, startDetached } from '../../src/emulator/index.ts';
import { testJob } from '../support/session.ts';

let root = '';
let folders = 0;
const { signal } = new AbortController();

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'flexbuild-'));
});
afterAll(() => rm(root, { recursive: true }));

test('a session in the background is returned once it answers, with its notices, and outlives nothing but its stop', async () => {
  const stateFolder = freshFolder();
  const job = testJob();
  const session = await startDetached(background(stateFolder, 'serves'), job);
  const { phase } = await session.state({ untilSettled: false, signal });
  if (phase.kind !== 'running') throw new Error(`it is ${phase.kind}`);
  expect(await (await fetch(phase.emulator.url)).text()).toBe('served');
  expect(session.record.pid).not.toBe(process.pid);
  const lines = job.notices.flatMap((notice) => (notice.kind === 'app-output' ? [notice.line.text] : []));
  expect(lines).toEqual(['hello']);
  expect(job.notices.at(-1)).toMatchObject({ kind: 'listening', what: 'front-end' });
  await session.stop({ kill: false, signal });
  expect(await readdir(stateFolder)).toEqual([]);
});

test('a session in the background that fails throws its diagnostics and leaves nothing', async () => {
  const stateFolder = freshFolder();
  await expect(startDetached(background(stateFolder, 'fails'), testJob())).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5401', message: 'it failed' }],
  });
  expect(await readdir(stateFolder)).toEqual([]);
});

test('a process that ends without a word is told by its last lines', async () => {
  const stateFolder = freshFolder();
  await expect(startDetached(background(stateFolder, 'breaks'), testJob())).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5412', detail: ['it broke'] }],
  });
  expect(await readdir(stateFolder)).toEqual([]);
});

test('an abort while a session starts in the background ends it', async () => {
  const stateFolder = freshFolder();
  const abort = new AbortController();
  const job = testJob(abort.signal);
  const starting = startDetached(background(stateFolder, 'hangs'), {
    notify(notice) {
      if (notice.kind === 'instance-state') abort.abort(new Error('enough'));
    },
    signal: job.signal,
  });
  await expect(starting).rejects.toThrow();
  expect(await readdir(stateFolder)).toEqual([]);
});

function freshFolder(): string {
  return join(root, `${++folders}`);
}

function background(stateFolder: string, what: string) {
  const id = newSessionId();
  const script = fileURLToPath(new URL('../support/served-session.ts', import.meta.url));
  const command = {
    file: process.execPath,
    args: [script, stateFolder, id, what],
    cwd: root,
    env: process.env,
  };
  return { stateFolder, id, command };
}
