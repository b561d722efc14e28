import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';
import { packInto } from '../support/installed-package.ts';

const run = promisify(execFile);

let folder: string;
let packed: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-'));
  packed = await packInto(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test('publint has nothing to say', async () => {
  const tarball = new Uint8Array(await readFile(packed)).buffer;
  const { messages, pkg } = await publint({ pack: { tarball }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg as Record<string, unknown>))).toEqual([]);
});

test('every entry has types that fit what is there, for Node and for bundlers', async () => {
  // CommonJS asks for no package of its own: Node 24 loads ES modules with `require`.
  const { stdout } = await run('attw', [packed, '--profile', 'esm-only', '--format', 'json', '--no-color'], {
    cwd: packageFolder(),
    env: {
      ...process.env,
      PATH: `${join(packageFolder(), 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    },
    maxBuffer: 1 << 28,
  });
  const { analysis } = JSON.parse(stdout) as { analysis: { entrypoints: Record<string, object> } };
  const { exports } = JSON.parse(await readFile(join(packageFolder(), 'package.json'), 'utf8')) as {
    exports: Record<string, unknown>;
  };
  expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(exports));
});

test('npm would publish it without a change or a warning of its own', async () => {
  const args = ['publish', '--dry-run', '--ignore-scripts', '--loglevel=warn'];
  const { stderr } = await run('npm', args, { cwd: packageFolder() });
  const ofThisMachine = /Unknown (user|env|project|global) config|requires you to be logged in/;
  expect(
    stderr.split('\n').filter((line) => line.startsWith('npm warn') && !ofThisMachine.test(line)),
  ).toEqual([]);
});
