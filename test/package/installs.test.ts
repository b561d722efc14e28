import { execFileSync, spawnSync } from 'node:child_process';
import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFolder, packageVersion } from '../../src/core/index.ts';
import { packInto } from '../support/installed-package.ts';

/** Everything lies below a folder that shells and URLs stumble over. */
let folder: string;
let packed: string;
let prefix: string;

const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--prefer-offline'];
const npm = (...args: string[]) =>
  execFileSync('npm', [...args, ...quiet], { cwd: folder, encoding: 'utf8' });

beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'flexbuild-')), 'ein Ordner für #100%');
  prefix = join(folder, 'prefix');
  mkdirSync(folder);
  packed = await packInto(folder);
  npm('install', '--global', '--prefix', prefix, packed);
  cpSync(join(packageFolder(), 'examples/python-flask'), join(folder, 'my app'), { recursive: true });
});
afterAll(() => rmSync(dirname(folder), { recursive: true, force: true }));

interface Run {
  readonly home?: string;
  readonly cwd?: string;
  /** As the user who may write nothing. */
  readonly asNobody?: boolean;
}

/** Runs a command as a shell would, by its first line. */
function run(
  command: string,
  args: readonly string[],
  { home = folder, cwd = folder, asNobody = false }: Run = {},
) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: {
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      HOME: home,
      NO_COLOR: '1',
    },
    ...(asNobody && { uid: 65534, gid: 65534 }),
  });
  return { status, stdout, stderr: `${error?.message ?? ''}${stderr}` };
}

const version = { status: 0, stdout: `${packageVersion()}\n`, stderr: '' };
const globalCommand = () => join(prefix, 'bin/flexbuild');

test('a global install works, by its symbolic link and by a relative one to that', () => {
  expect(run(globalCommand(), ['--version'])).toEqual(version);
  mkdirSync(join(folder, 'tools'));
  symlinkSync(relative(join(folder, 'tools'), globalCommand()), join(folder, 'tools/fb'));
  expect(run('./fb', ['--version'], { cwd: join(folder, 'tools') })).toEqual(version);
});

test.each([
  ['check', ['check', 'my app'], 'no problems'],
  ['plan', ['plan', 'my app'], 'python 3.11'],
  ['gen-config', ['gen-config', '--custom', '--stdout', 'my app'], 'ARG BASE_IMAGE='],
])('%s works twice in such a folder: without kept code and with it', (command, args, expected) => {
  const home = mkdtempSync(join(folder, 'home '));
  const first = run(globalCommand(), args, { home });
  expect(first).toMatchObject({ status: 0, stdout: expect.stringContaining(expected) as string });
  expect(
    globSync('.cache/flexbuild/code/*/*.code', { cwd: home }).map((path) => path.split('/').at(-1)),
  ).toEqual([`${command}.code`]);
  expect(run(globalCommand(), args, { home })).toEqual(first);
});

test('code that was damaged is made anew', () => {
  const home = mkdtempSync(join(folder, 'home '));
  const kept = () =>
    globSync(join(home, '.cache/flexbuild/code/*/plan.code'))[0] ?? expect.fail('nothing is kept');
  const first = run(globalCommand(), ['plan', 'my app'], { home });
  const whole = statSync(kept()).size;
  execFileSync('truncate', ['--size=1000', kept()]);
  expect(run(globalCommand(), ['plan', 'my app'], { home })).toEqual(first);
  expect(statSync(kept()).size).toBeGreaterThan(whole / 2);
});

test('nothing is written where the package is, nor where the app is', () => {
  const before = listing(folder);
  const home = mkdtempSync(join(tmpdir(), 'flexbuild-home-'));
  try {
    for (const command of ['check', 'plan', 'explain'])
      expect(run(globalCommand(), [command, 'my app'], { home })).toMatchObject({ status: 0, stderr: '' });
  } finally {
    rmSync(home, { recursive: true });
  }
  expect(listing(folder)).toEqual(before);
});

const canChangeUser = process.getuid?.() === 0 && mayRead(process.execPath);

test.runIf(canChangeUser)('a user who may write nothing, at home neither, can use all that reads', () => {
  chmodSync(dirname(folder), 0o755);
  const nobody = { home: '/nonexistent', asNobody: true };
  expect(run(globalCommand(), ['--version'], nobody)).toEqual(version);
  for (const command of ['check', 'plan', 'explain'])
    expect(run(globalCommand(), [command, 'my app'], nobody)).toMatchObject({ status: 0, stderr: '' });
  const { status, stderr } = run(globalCommand(), ['gen-config', '--custom', 'my app'], nobody);
  expect(status).toBe(69);
  expect(stderr).toMatch(/^error\[FB3212\]: ".*my app\/Dockerfile" cannot be written/);
  expect(readdirSync(join(folder, 'my app'))).not.toContain('Dockerfile');
});

test('a package that is linked into node_modules, as pnpm has it, finds its files and what it needs', () => {
  const own = join(folder, 'shop/node_modules/.pnpm/flexbuild@0/node_modules');
  mkdirSync(own, { recursive: true });
  const installed = join(prefix, 'lib/node_modules/flexbuild');
  cpSync(installed, join(own, 'flexbuild'), {
    recursive: true,
    filter: (path) => relative(installed, path) !== 'node_modules',
  });
  for (const name of packageNames(join(installed, 'node_modules'))) {
    mkdirSync(dirname(join(own, name)), { recursive: true });
    symlinkSync(join(installed, 'node_modules', name), join(own, name));
  }
  symlinkSync('.pnpm/flexbuild@0/node_modules/flexbuild', join(folder, 'shop/node_modules/flexbuild'));
  const command = join(folder, 'shop/node_modules/flexbuild/dist/bin.js');
  expect(run(command, ['gen-config', '--custom', '--stdout', 'my app'])).toMatchObject({
    status: 0,
    stderr: '',
  });
  const script = `import { loadRuntimes, packageFolder } from 'flexbuild'; console.log(loadRuntimes().length > 1, packageFolder())`;
  expect(run('node', ['--input-type=module', '-e', script], { cwd: join(folder, 'shop') })).toEqual({
    status: 0,
    stdout: `true ${realpathSync(join(own, 'flexbuild'))}\n`,
    stderr: '',
  });
});

test('a checkout that is linked, as `npm link` does, works', () => {
  const linked = join(folder, 'linked');
  npm('install', '--global', '--ignore-scripts', '--prefix', linked, packageFolder());
  expect(realpathSync(join(linked, 'bin/flexbuild'))).toBe(
    join(realpathSync(packageFolder()), 'dist/bin.js'),
  );
  expect(run(join(linked, 'bin/flexbuild'), ['--version'])).toEqual(version);
});

test('npx runs the packed file', () => {
  const cache = join(folder, 'npx');
  // What npx installs stays in its cache; what it downloads need not be downloaded once more.
  mkdirSync(cache);
  symlinkSync(join(homeCache(), '_cacache'), join(cache, '_cacache'));
  const output = npm(
    'exec',
    '--yes',
    '--cache',
    cache,
    `--package=${packed}`,
    '--',
    'flexbuild',
    '--version',
  );
  expect(output).toBe(version.stdout);
});

test('an older Node is told what is needed', () => {
  const older = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '24.4.1' } })`;
  const { status, stdout, stderr } = run('node', [
    `--import=data:text/javascript,${encodeURIComponent(older)}`,
    realpathSync(globalCommand()),
    '--version',
  ]);
  expect({ status, stdout }).toEqual({ status: 69, stdout: '' });
  const { engines } = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  expect(stderr).toContain(`needs Node ${engines.node.replace('>=', '')} or newer, and this is 24.4.1`);
});

/** Every file with the time of its last change. */
function listing(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => `${path} ${statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs}`)
    .sort();
}

function packageNames(modules: string): readonly string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(modules, name)).map((scoped) => `${name}/${scoped}`) : [name],
    );
}

/** Whether others than root can run it: every folder above it lets them through. */
function mayRead(file: string): boolean {
  accessSync(file, constants.X_OK);
  return spawnSync(file, ['--version'], { uid: 65534, gid: 65534 }).status === 0;
}

function homeCache(): string {
  return execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
}
