import { spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';

// How long a start takes is for test/bench/start-up.bench.ts; what it takes that time for is the same on every machine.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-'));
  for (const name of ['dist', 'runtimes', 'templates', 'package.json'])
    cpSync(join(packageFolder(), name), join(folder, name), { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const app = join(packageFolder(), 'examples/python-flask');

/** What writing to stdout and stderr brings, and what starting the program from its script needs; zlib has the sum of kept code. */
const needed = ['net', 'os', 'process', 'stream', 'stream/promises', 'string_decoder', 'tty', 'vm', 'zlib'];

test.each([
  { command: '--version', args: [], compiledKb: 250 },
  { command: 'check', args: [app], compiledKb: 900 },
  { command: 'plan', args: [app], compiledKb: 900 },
  { command: 'gen-config', args: ['--custom', '--stdout', app], compiledKb: 1000 },
])(
  '$command loads no other package, little of Node and its own part of the program',
  ({ command, args, compiledKb }) => {
    const { loaded, home } = run([command, ...args]);
    expect(needed).toEqual(expect.arrayContaining([...loaded]));
    const [code = ''] = globSync(join(home, `.cache/flexbuild/code/*/${command}.code`));
    expect(statSync(code).size / 1000).toBeLessThan(compiledKb);
  },
);

test.each([
  { args: ['--help'], status: 0, kept: ['help.code'] },
  { args: ['--port=none'], status: 64, kept: [] },
])('check $args keeps no code of check, of which it runs next to nothing', ({ args, status, kept }) => {
  const home = mkdtempSync(join(folder, 'home-'));
  const done = spawnSync(process.execPath, [join(folder, 'dist/bin.js'), 'check', ...args], {
    env: { HOME: home, PATH: process.env['PATH'] },
  });
  expect(done.status).toBe(status);
  expect(globSync(join(home, '.cache/flexbuild/code/*/*')).map((file) => basename(file))).toEqual(kept);
});

/** Runs the package without its packages, and gives those of Node's modules that it loaded and bare Node does not. */
function run(args: readonly string[]): { readonly loaded: readonly string[]; readonly home: string } {
  const home = mkdtempSync(join(folder, 'home-'));
  const bare = loadedBy(['-e', '0'], home);
  return {
    loaded: loadedBy([join(folder, 'dist/bin.js'), ...args], home).filter((name) => !bare.includes(name)),
    home,
  };
}

function loadedBy(args: readonly string[], home: string): readonly string[] {
  const list = join(home, 'loaded.json');
  const record = `process.on('exit', () => process.getBuiltinModule('fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.moduleLoadList)))`;
  const { status, stderr } = spawnSync(
    process.execPath,
    [`--import=data:text/javascript,${encodeURIComponent(record)}`, ...args],
    { env: { HOME: home, PATH: process.env['PATH'] }, encoding: 'utf8' },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return (JSON.parse(readFileSync(list, 'utf8')) as string[])
    .filter((entry) => entry.startsWith('NativeModule '))
    .map((entry) => entry.replace('NativeModule ', ''))
    .filter((name) => !name.startsWith('internal/'));
}
