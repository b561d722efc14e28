import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readTar } from '../../src/archive/index.ts';
import {
  buildBase,
  ensureBase,
  helperBases,
  listBases,
  removeBase,
  type DebianBase,
  type UnpackedBase,
} from '../../src/bases/index.ts';
import type { RootfsMaker } from '../../src/bases/maker.ts';
import { makerHere } from '../../src/bases/maker-here.ts';
import { makerInContainer } from '../../src/bases/maker-in-container.ts';
import { recipeOf } from '../../src/bases/recipe.ts';
import { makeRootfs } from '../../src/bases/rootfs.ts';
import { directNetwork, type Job, type Notice } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { containerSpec } from '../support/container-spec.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';

// Lists that nobody else uses: these tests remove what they make, and must not remove what others need.
const small: DebianBase = {
  kind: 'debian',
  suite: 'bookworm',
  packages: ['ca-certificates', 'netbase', 'tzdata'],
};
const unpacked: UnpackedBase = {
  kind: 'debian-unpacked',
  suite: 'bookworm',
  packages: ['busybox-static', 'netbase'],
};

let folder: string;
let engine: Engine;
let session: TestSession;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-test-'));
  vi.stubEnv('TMPDIR', folder);
  engine = await connectEngine({ env: process.env });
  session = testSession(engine);
});
afterAll(async () => {
  const made = await listBases(engine);
  const own = made.filter(({ packages }) => packages.join() === small.packages.join());
  for (const { reference } of own) await removeBase(engine, reference);
  await session[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const environment = (): { engine: Engine; network: typeof directNetwork; platform: null } => ({
  engine,
  network: directNetwork,
  platform: null,
});

async function run(image: string, command: readonly string[]): Promise<readonly string[]> {
  await using container = await engine.containers.start(
    containerSpec({ image, command, labels: session.labels }),
    testJob(),
  );
  return (await Array.fromAsync(container.output())).map((line) => line.text);
}

test('a base is the same bytes when it is made again, and is found again by its inputs', async () => {
  const first = await buildBase({ ...environment(), base: small, update: false }, testJob());
  const layers = (await engine.images.inspect(first.reference))?.layers;
  const again = await buildBase({ ...environment(), base: small, update: true }, testJob());
  expect(first.from).toBe('debian');
  expect(again).toEqual(first);
  expect((await engine.images.inspect(again.reference))?.layers).toEqual(layers);
  const found = await ensureBase({ ...environment(), bases: [small], override: null }, testJob());
  expect(found).toEqual({ ...first, from: 'local' });
  const [listed] = (await listBases(engine)).filter(({ reference }) => reference === first.reference);
  expect(listed).toMatchObject({ suite: 'bookworm', packages: small.packages });
  expect(listed?.archiveDate).toMatch(/^\d{4}-\d\d-\d\dT/);
});

test('a base is slim, has a PATH, and starts no services', async () => {
  const { reference } = await ensureBase({ ...environment(), bases: [small], override: null }, testJob());
  const script = 'echo $PATH; ls /usr/share/man /usr/share/locale; /usr/sbin/policy-rc.d; echo $?';
  const [path, ...rest] = await run(reference, ['sh', '-c', script]);
  expect(path).toContain('/usr/bin');
  expect(rest.join('\n')).not.toMatch(/\.gz|\bde\b/);
  expect(rest.at(-1)).toBe('101');
});

test('a container of a local image makes the same bytes as this machine, and neither leaks into them', async () => {
  await ensureBase({ ...environment(), bases: [small], override: null }, testJob());
  const here = await rootfs(makerHere);
  const there = await rootfs(makerInContainer(engine));
  expect(there.equals(here)).toBe(true);
  const files = await textFiles(here, ['./etc/hostname', './etc/resolv.conf', './etc/apt/sources.list']);
  expect(files['./etc/hostname']).toBe('localhost\n');
  expect(files['./etc/resolv.conf']).toBe('');
  expect(files['./etc/apt/sources.list']).toMatch(
    /^deb \S+ bookworm main\ndeb \S+ bookworm-updates main\ndeb \S+ bookworm-security main\n$/,
  );
});

test('the helper runs a Python program that forwards connections', async () => {
  const { reference } = await ensureBase({ ...environment(), bases: helperBases, override: null }, testJob());
  const program =
    'import os, selectors, socket, threading; print(socket.create_server(("", 80)).getsockname()[1])';
  expect(await run(reference, ['python3', '-c', program])).toEqual(['80']);
});

test('an abort ends mmdebstrap and leaves no image, no file and no lock', async () => {
  const cacheFolder = join(folder, 'cache');
  const base = { ...small, packages: [...small.packages, 'file'] };
  const controller = new AbortController();
  const reason = new Error('interrupted');
  const job: Job = {
    signal: controller.signal,
    notify: (notice: Notice) => {
      if (notice.kind === 'base-progress' && notice.activity === 'unpacking') controller.abort(reason);
    },
  };
  const attempt = buildBase({ ...environment(), base, update: false, settings: { cacheFolder } }, job);
  await expect(attempt).rejects.toBe(reason);
  expect((await listBases(engine)).filter(({ packages }) => packages.includes('file'))).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.startsWith('flexbuild-base-'))).toEqual([]);
  expect(await readdir(join(cacheFolder, 'locks'))).toEqual([]);
});

test('a suite that the archive does not have is named', async () => {
  const base = { ...small, suite: 'no-such-suite' };
  const attempt = buildBase({ ...environment(), base, update: false }, testJob());
  await expect(attempt).rejects.toMatchObject({
    diagnostics: [{ code: 'FB4105', message: expect.stringContaining('"no-such-suite"') as unknown }],
  });
});

async function rootfs(maker: RootfsMaker): Promise<Buffer> {
  const recipe = recipeOf({
    base: unpacked,
    platform: engine.capabilities.platform,
    settings: { mirrors: [], acceptExpired: false },
  });
  const { file } = await makeRootfs({ recipe, maker, network: directNetwork, folder }, testJob());
  return await readFile(file);
}

async function textFiles(tar: Buffer, paths: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const entry of readTar(Readable.from([tar]))) {
    if (entry.kind !== 'file' || !paths.includes(entry.path)) continue;
    const content = entry.content();
    found[entry.path] = content instanceof Uint8Array ? Buffer.from(content).toString() : await text(content);
  }
  return found;
}
