import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageFolder, type Address, type Notice } from '../../src/core/index.ts';
import type * as Testing from '../../src/testing/index.ts';
import { installPackage, type InstalledPackage } from '../support/installed-package.ts';

const run = promisify(execFile);
const ours = join(packageFolder(), 'node_modules');

let user: InstalledPackage;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  user = await installPackage(['jest@30']);
  const { folder } = user;
  await cp(join(import.meta.dirname, 'testing-examples'), folder, { recursive: true });
  await symlink(join(ours, 'vitest'), join(folder, 'node_modules/vitest'));
  env = {
    ...process.env,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    // Else a runner within a runner takes itself for a part of the outer one.
    NODE_OPTIONS: '',
    NODE_TEST_CONTEXT: undefined,
    VITEST: undefined,
    VITEST_WORKER_ID: undefined,
  };
});
afterAll(() => user[Symbol.asyncDispose]());

describe('tests of apps, side by side', () => {
  const vitest = join(ours, 'vitest/vitest.mjs');
  const jest = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--transform={}'];

  test.concurrent.each([
    ['node:test', 2, ['--test', 'node-test/paint.test.mjs'], /^. pass 2$/m],
    ['vitest', 3, [vitest, 'run', '--root', '.', '--no-color', 'vitest/paint'], /Tests +3 passed \(3\)/],
    ['jest', 2, [...jest, 'jest/paint'], /^Tests: +2 passed, 2 total$/m],
  ] as const)('%s runs all %d', async (_name, _count, args, passed) => {
    const { stdout, stderr } = await run(process.execPath, args, { cwd: user.folder, env });
    expect(stdout + stderr).toMatch(passed);
  });
});

test('nothing of them is left', async () => {
  expect(await readdir(join(user.folder, 'run/flexbuild'))).toEqual([]);
  expect(await readdir(join(user.folder, 'cache/flexbuild/processes'))).toEqual([]);
});

test('what a killed test leaves behind ends by itself, and is swept by the next', async () => {
  const killed = spawn(process.execPath, ['hold.mjs'], {
    cwd: user.folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface(killed.stdout), 'line')) as [string];
  const address = JSON.parse(line) as Address;
  expect(await answers(address)).toBe(true);
  killed.kill('SIGKILL');
  await expect.poll(() => answers(address), { timeout: 20_000 }).toBe(false);

  const entry = pathToFileURL(join(user.folder, 'node_modules/flexbuild/dist/testing.js')).href;
  const { startFlexApp } = (await import(entry)) as typeof Testing;
  const notices: Notice[] = [];
  const sessions = await readdir(join(user.folder, 'cache/flexbuild/processes'));
  expect(sessions).toHaveLength(1);
  await using app = await startFlexApp(pathToFileURL(join(user.folder, 'app/app.yaml')), {
    host: { kind: 'process', entrypoint: 'exec node server.mjs' },
    machine: env,
    onNotice: (notice) => void notices.push(notice),
  });
  expect(notices.filter(({ kind }) => kind === 'swept')).toMatchObject([{ session: sessions[0] }]);
  expect(app.secure).toBeNull();
  expect(await readdir(join(user.folder, 'cache/flexbuild/processes'))).not.toContain(sessions[0]);
});

test('types are those of the code', async () => {
  const { folder } = user;
  await writeFile(join(folder, 'typed.ts'), typedTest);
  const flags = ['--noEmit', '--strict', '--target', 'es2024', '--lib', 'es2024,esnext.disposable'];
  const compiled = run(
    process.execPath,
    [join(ours, 'typescript/bin/tsc'), ...flags, '--module', 'nodenext', '--types', 'node', 'typed.ts'],
    { cwd: folder },
  );
  await expect(compiled.catch((cause: unknown) => cause)).resolves.toMatchObject({ stdout: '' });
});

test('testcontainers is needed behind its own door alone', async () => {
  const script = `
    await import('flexbuild/testing');
    await import('flexbuild/testing/testcontainers').catch(({ code, message }) => console.log(code, message));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await run(process.execPath, args, { cwd: user.folder, env });
  expect(stdout).toMatch(/^ERR_MODULE_NOT_FOUND .*'testcontainers'/);
});

const typedTest = `
import { startFlexApp, type FlexApp, type LogLine } from 'flexbuild/testing';

export async function greeting(): Promise<string> {
  await using app: FlexApp = await startFlexApp('./app', { host: 'process', env: { GREETING: 'Hi' } });
  const line: LogLine = await app.logs.first(({ text }) => text !== '');
  // @ts-expect-error an interpreter is for processes alone
  await startFlexApp('./app', { host: { kind: 'container', interpreter: 'python3' } });
  return \`\${app.url} \${line.service}\`;
}
`;

function answers({ host, port }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
