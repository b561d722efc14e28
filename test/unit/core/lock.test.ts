import { existsSync } from 'node:fs';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holdLock } from '../../../src/core/index.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-lock-'));
});
afterAll(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

it('is held by one at a time, and the next gets it when it is let go', async () => {
  const path = join(folder, 'new', 'folder', 'one');
  const events: string[] = [];
  const first = await holdLock(path, { signal: never, onWait: () => events.push('first waits') });
  const waits = Promise.withResolvers<null>();
  const second = holdLock(path, { signal: never, onWait: () => waits.resolve(null) }).then((lock) => {
    events.push('second holds');
    return lock;
  });
  await waits.promise;
  events.push('first lets go');
  await first[Symbol.asyncDispose]();
  await (await second)[Symbol.asyncDispose]();
  expect(events).toEqual(['first lets go', 'second holds']);
  expect(existsSync(path)).toBe(false);
});

it('is taken over by exactly one of those that wait, when its holder died', async () => {
  const path = join(folder, 'abandoned');
  await writeFile(path, '');
  await utimes(path, 0, 0);
  let holders = 0;
  const use = async (): Promise<number> => {
    await using lock = await holdLock(path, { signal: never, onWait() {} });
    holders++;
    const seen = holders;
    await new Promise(setImmediate);
    holders--;
    return seen;
  };
  expect(await Promise.all([use(), use(), use()])).toEqual([1, 1, 1]);
});

it('is not waited for after an abort', async () => {
  const path = join(folder, 'aborted');
  await using held = await holdLock(path, { signal: never, onWait() {} });
  const controller = new AbortController();
  const reason = new Error('stop');
  const waiting = holdLock(path, { signal: controller.signal, onWait: () => controller.abort(reason) });
  await expect(waiting).rejects.toBe(reason);
  expect(existsSync(path)).toBe(true);
});
