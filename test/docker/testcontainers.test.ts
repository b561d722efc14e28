import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labels, packageFolder } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { installPackage, type InstalledPackage } from '../support/installed-package.ts';
import { ensurePostgresqlImages, type PostgresqlImages } from '../support/postgresql-image.ts';

const run = promisify(execFile);
const ours = join(packageFolder(), 'node_modules');

/** The lowest version that package.json takes, and that of our own tests. */
const versions = ['11.0.0', '12'] as const;

const users = new Map<string, InstalledPackage>();
const made = new AsyncDisposableStack();
const ofShop = { [labels.app]: 'shop-default' };
let engine: Engine;
let images: PostgresqlImages;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  engine = made.use(await connectEngine({ env: process.env }));
  images = await ensurePostgresqlImages(engine);
  const before = new Set((await engine.images.list(ofShop)).map(({ id }) => id));
  made.defer(async () => {
    const built = (await engine.images.list(ofShop)).filter(({ id }) => !before.has(id));
    for (const { id } of built) await engine.images.remove(id);
  });
  for (const version of versions) users.set(version, made.use(await installed(version)));
  env = {
    ...process.env,
    POSTGRES_IMAGE: images.server,
    // Ryuk's image is in a registry.
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    NODE_OPTIONS: '',
    // Else a runner within a runner takes itself for a part of the outer one.
    NODE_TEST_CONTEXT: undefined,
  };
});
afterAll(() => made.disposeAsync());

test.each([
  ['12', 'beside a database, in files side by side', 7, ['orders', 'without-database']],
  // That version cannot dispose networks yet.
  ['11.0.0', 'alone', 4, ['without-database']],
] as const)(
  'with testcontainers %s, an app %s: built once, and nothing is left',
  async (version, _how, count, names) => {
    const before = await engine.images.list(ofShop);
    const files = names.map((name) => `testcontainers/${name}.test.mjs`);
    const ran = run(process.execPath, ['--test', ...files], { cwd: folderOf(version), env });
    // The report of one that fails says more than its status.
    const { stdout } = await ran.catch((cause: unknown) => cause as { readonly stdout: string });
    expect(stdout).toMatch(new RegExp(`^. pass ${count}$`, 'm'));
    expect(await engine.images.list(ofShop)).toHaveLength(before.length + 1);
    expect(await left()).toEqual([]);
  },
);

test('what killed tests leave goes with the next start', async () => {
  const first = await killed({});
  expect(await left()).toEqual([first]);
  // An image that was built here has no registry.
  const second = await killed({ TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX: 'registry.example/hub' });
  expect(await left()).toEqual([second]);
  const args = ['--test', 'testcontainers/without-database.test.mjs'];
  await run(process.execPath, args, { cwd: folderOf('12'), env });
  expect(await left()).toEqual([]);
});

test.each(versions)('types are those of the code, with testcontainers %s', async (version) => {
  const cwd = folderOf(version);
  await writeFile(join(cwd, 'typed.ts'), typedTest);
  // tsc checks the types of libraries as well.
  const flags = ['--noEmit', '--strict', '--target', 'es2024', '--lib', 'es2024,esnext.disposable'];
  const args = [
    join(ours, 'typescript/bin/tsc'),
    ...flags,
    '--module',
    'nodenext',
    '--types',
    'node',
    'typed.ts',
  ];
  const compiled = run(process.execPath, args, { cwd });
  await expect(compiled.catch((cause: unknown) => cause)).resolves.toMatchObject({ stdout: '' });
});

const typedTest = `
import { FlexAppContainer, type StartedFlexAppContainer } from 'flexbuild/testing/testcontainers';
import { Network, Wait, type StartedTestContainer, type TestContainer } from 'testcontainers';

export async function address(): Promise<string> {
  const network = await new Network().start();
  const container: TestContainer = new FlexAppContainer('./shop', { metadata: { discount: '10 %' } });
  await using app: StartedFlexAppContainer = await new FlexAppContainer(new URL('./shop', import.meta.url))
    .withNetwork(network)
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  const started: StartedTestContainer = app;
  // @ts-expect-error there is one kind of host here
  new FlexAppContainer('./shop', { host: 'process' });
  return \`\${app.getUrl()} \${app.getPort()} \${app.metadata.get('project/attributes/discount')} \${started.getId()}\`;
}
`;

/** Somebody who has installed the package, testcontainers and the examples. */
async function installed(version: string): Promise<InstalledPackage> {
  const user = await installPackage([`testcontainers@${version}`]);
  await cp(join(import.meta.dirname, '../package/testing-examples'), user.folder, { recursive: true });
  const dockerfile = join(user.folder, 'shop/Dockerfile');
  const text = await readFile(dockerfile, 'utf8');
  await writeFile(dockerfile, text.replace(/^FROM .*/, `FROM ${images.base}`));
  return user;
}

/** The container of a test that was killed while it had one. */
async function killed(more: NodeJS.ProcessEnv): Promise<string> {
  const held = spawn(process.execPath, ['hold-container.mjs'], {
    cwd: folderOf('12'),
    env: { ...env, ...more },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [container] = (await once(createInterface(held.stdout), 'line')) as [string];
  held.kill('SIGKILL');
  await once(held, 'exit');
  return container;
}

function folderOf(version: (typeof versions)[number]): string {
  return users.get(version)?.folder ?? expect.fail('it is not installed');
}

/** The app's own containers; its networks, and what forwards to its metadata server, end with the sessions of these. */
async function left(): Promise<readonly string[]> {
  const containers = await engine.containers.list(ofShop);
  const networks = await engine.networks.list(ofShop);
  const sessions = new Set(containers.map((one) => one.labels[labels.session]));
  expect(new Set(networks.map((one) => one.labels[labels.session]))).toEqual(sessions);
  return containers.filter((one) => one.labels[labels.role] === 'instance').map(({ id }) => id);
}
