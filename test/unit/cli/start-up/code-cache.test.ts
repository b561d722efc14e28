import {
  chmodSync,
  chownSync,
  globSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCodeCache } from '../../../../src/cli/start-up/code-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-code-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = ({ digest = 'one', command = 'check' } = {}) => openCodeCache({ folder, digest, command });
const code = Buffer.from('code');

test('what one command kept is there for the next time, and for nobody else', () => {
  expect(open().read()).toBeNull();
  open().write(code);
  expect(open().read()).toEqual(code);
  expect(open({ command: 'plan' }).read()).toBeNull();
  expect(open({ digest: 'two' }).read()).toBeNull();
});

test('only its user can read or replace it, and no half-written file is left', () => {
  open().write(code);
  const [own = ''] = readdirSync(folder);
  expect(statSync(join(folder, own)).mode & 0o077).toBe(0);
  expect(readdirSync(join(folder, own))).toEqual(['check.code']);
});

test.each([
  ['a changed byte', (kept: Buffer) => kept.fill(kept.readUInt8(1) ^ 1, 1, 2)],
  ['zeros, as after a power cut', (kept: Buffer) => kept.fill(0)],
  ['half of it', (kept: Buffer) => kept.subarray(0, kept.length / 2)],
  ['nothing', () => Buffer.alloc(0)],
])('code that was damaged is not run: %s', (_what, damaged) => {
  open().write(Buffer.from('much more code'));
  const [file = ''] = globSync(join(folder, '*/check.code'));
  writeFileSync(file, damaged(readFileSync(file)));
  expect(open().read()).toBeNull();
});

test('the code of older versions is forgotten', () => {
  const digests = ['one', 'two', 'three', 'four', 'five', 'six'];
  for (const [index, digest] of digests.entries()) {
    open({ digest }).write(code);
    for (const name of readdirSync(folder))
      if (name.startsWith(`${digest}-`)) utimesSync(join(folder, name), index, index);
  }
  expect(digests.filter((digest) => open({ digest }).read() !== null)).toEqual(digests.slice(-4));
});

test('where nothing can be kept, nothing is, and the command goes on', () => {
  writeFileSync(join(folder, 'file'), '');
  const nowhere = openCodeCache({ folder: join(folder, 'file'), digest: 'one', command: 'check' });
  expect(() => nowhere.write(code)).not.toThrow();
  expect(nowhere.read()).toBeNull();
});

test.runIf(process.getuid?.() === 0)("another user's code is not run", () => {
  open().write(code);
  const [own = ''] = readdirSync(folder);
  chmodSync(join(folder, own), 0o755);
  chownSync(join(folder, own, 'check.code'), 1, 1);
  expect(open().read()).toBeNull();
});
