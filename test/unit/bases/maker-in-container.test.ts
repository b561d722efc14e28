import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import type { RootfsOrder } from '../../../src/bases/maker.ts';
import { makerInContainer } from '../../../src/bases/maker-in-container.ts';
import { recipeOf } from '../../../src/bases/recipe.ts';
import { directNetwork } from '../../../src/core/index.ts';
import { fakeEngine, type FakeProcess } from '../../support/fake-engine.ts';

const debian = { tags: ['debian:bookworm-slim'] };
const rootfs = Buffer.from('a root file system'.repeat(5000));

function order(parts: Partial<RootfsOrder> = {}): RootfsOrder {
  const recipe = recipeOf({
    base: { kind: 'debian', suite: 'bookworm', packages: ['python3'] },
    platform: 'linux/amd64',
    settings: { mirrors: [], acceptExpired: false },
  });
  return {
    recipe,
    network: directNetwork,
    folder: '',
    signal: new AbortController().signal,
    onLine() {},
    ...parts,
  };
}

function writeRootfs({ writeLine }: FakeProcess): void {
  const text = gzipSync(rootfs).toString('base64');
  for (let at = 0; at < text.length; at += 64) writeLine('stdout', text.slice(at, at + 64));
}

it.each([
  ['debian:bookworm-slim', null],
  ['registry.example/library/python:3.11-slim', null],
  ['python:3.13-alpine', 'the engine has no image of Debian or Ubuntu to run it in'],
  [
    'flexbuild-base:bookworm-unpacked-0123456789ab',
    'the engine has no image of Debian or Ubuntu to run it in',
  ],
])('with the image %s there is the obstacle %s', async (tag, obstacle) => {
  const maker = makerInContainer(fakeEngine({ images: [{ tags: [tag] }] }));
  expect(await maker.obstacle(new AbortController().signal)).toBe(obstacle);
});

it('brings the bytes and the messages out of the container, and removes it', async () => {
  const lines: string[] = [];
  const engine = fakeEngine({
    images: [debian],
    program: () => (process) => {
      process.writeLine('stderr', 'I: running apt-get update...');
      writeRootfs(process);
      return 0;
    },
  });
  const chunks = await Array.fromAsync(
    makerInContainer(engine).make(order({ onLine: (line) => lines.push(line) })),
  );
  expect(Buffer.concat(chunks).equals(rootfs)).toBe(true);
  expect(lines).toEqual(['I: running apt-get update...']);
  expect(await engine.containers.list({})).toEqual([]);
});

it('fails with the cause where the container does, although all bytes came', async () => {
  const engine = fakeEngine({
    images: [debian],
    program: () => (process) => {
      writeRootfs(process);
      process.writeLine('stderr', 'E: Unable to locate package python3.77');
      return 25;
    },
  });
  const attempt = Array.fromAsync(makerInContainer(engine).make(order()));
  await expect(attempt).rejects.toMatchObject({ diagnostics: [{ code: 'FB4105' }] });
  expect(await engine.containers.list({})).toEqual([]);
});

it('kills and removes the container on abort', async () => {
  const controller = new AbortController();
  const reason = new Error('stop');
  const engine = fakeEngine({
    images: [debian],
    program: () => async (process) => {
      process.writeLine('stderr', 'I: running apt-get update...');
      await process.killed;
      return 137;
    },
  });
  const onLine = (): void => controller.abort(reason);
  const attempt = Array.fromAsync(
    makerInContainer(engine).make(order({ signal: controller.signal, onLine })),
  );
  await expect(attempt).rejects.toBe(reason);
  expect(await engine.containers.list({})).toEqual([]);
});
