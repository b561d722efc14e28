import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Notice } from '../../../src/core/index.ts';
import {
  diffOfFiles,
  openGeneration,
  switchToCustomRuntime,
  writeGeneration,
  type Generation,
} from '../../../src/project/index.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-generate-'));
  write('app.yaml', `${runtime}${entrypoint}`);
  write('requirements.txt', 'flask\ngunicorn\n');
});
afterEach(() => rmSync(folder, { recursive: true }));

const runtime = 'runtime: python\nenv: flex\n';
const entrypoint = 'entrypoint: gunicorn -b :$PORT -w 3 main:app\n';

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
const read = (path: string) => readFileSync(join(folder, path), 'utf8');
const open = async (asked: Partial<Parameters<typeof openGeneration>[0]> = {}) =>
  await openGeneration({
    target: folder,
    context: null,
    substitutions: null,
    runtime: null,
    entrypoint: null,
    ...asked,
  });
const stateOf = ({ files }: Generation, path = 'Dockerfile') =>
  files.find((file) => file.path === path)?.state;

async function generate({ force = false } = {}): Promise<readonly Notice[]> {
  const notices: Notice[] = [];
  const job = { notify: (notice: Notice) => notices.push(notice), signal: new AbortController().signal };
  writeGeneration(await open(), force, job);
  return notices;
}

test('a file is missing, then current, and the second run writes nothing', async () => {
  expect(stateOf(await open())).toBe('missing');
  await generate();
  expect(stateOf(await open())).toBe('current');
  const lock = read('flexbuild.lock');
  expect((await generate()).map(({ kind }) => kind)).toEqual(['file-kept', 'file-kept', 'file-kept']);
  expect(read('flexbuild.lock')).toBe(lock);
});

test('a file that nobody changed is written anew when its inputs change', async () => {
  await generate();
  write('app.yaml', `${runtime}entrypoint: python serve.py\n`);
  expect(stateOf(await open())).toBe('outdated');
  await generate();
  expect(read('Dockerfile')).toContain('python serve.py');
  expect(stateOf(await open())).toBe('current');
});

test('a file that somebody changed is left alone, and is accepted once gen-config has seen it', async () => {
  await generate();
  const mine = read('Dockerfile').replace('USER 33:33', 'USER 1000:1000');
  write('Dockerfile', mine);
  expect(stateOf(await open())).toBe('edited');
  await generate();
  expect(read('Dockerfile')).toBe(mine);
  expect(stateOf(await open())).toBe('accepted');
});

test('an accepted change is not accepted any more when either side changes', async () => {
  await generate();
  write('Dockerfile', `${read('Dockerfile')}# mine\n`);
  await generate();
  write('Dockerfile', `${read('Dockerfile')}# mine, too\n`);
  expect(stateOf(await open())).toBe('edited');
  write('app.yaml', `${runtime}entrypoint: python serve.py\n`);
  expect(stateOf(await open())).toBe('diverged');
});

test('a file that flexbuild knows nothing of is left alone', async () => {
  write('.dockerignore', 'mine\n');
  expect(stateOf(await open(), '.dockerignore')).toBe('foreign');
  await generate();
  expect(read('.dockerignore')).toBe('mine\n');
  expect(stateOf(await open(), '.dockerignore')).toBe('accepted');
});

test('other line ends are no change', async () => {
  await generate();
  write('Dockerfile', read('Dockerfile').replaceAll('\n', '\r\n'));
  expect(stateOf(await open())).toBe('current');
  write('app.yaml', `${runtime}entrypoint: python serve.py\n`);
  expect(stateOf(await open())).toBe('outdated');
});

test('force writes a changed file anew, and says where its text has gone', async () => {
  await generate();
  write('Dockerfile', 'FROM scratch\n');
  const changed = (await generate({ force: true })).find(({ kind }) => kind === 'file-changed');
  expect(stateOf(await open())).toBe('current');
  const backup = / is in (.*)$/.exec(changed?.kind === 'file-changed' ? changed.change : '')?.[1] ?? '';
  expect(readFileSync(backup, 'utf8')).toBe('FROM scratch\n');
  rmSync(join(backup, '..'), { recursive: true });
});

test('an input that changes no file changes no lock', async () => {
  await generate();
  const lock = read('flexbuild.lock');
  write('app.yaml', `# a comment\n${runtime}${entrypoint}env_variables:\n  GREETING: Hello\n`);
  await generate();
  expect(read('flexbuild.lock')).toBe(lock);
});

test('the lock names runtime, bases and inputs, nothing of this machine, and is sorted', async () => {
  await generate();
  const lock = JSON.parse(read('flexbuild.lock')) as Record<string, unknown>;
  expect(Object.keys(lock)).toEqual(Object.keys(lock).toSorted());
  expect(lock).toMatchObject({
    format: 1,
    config: 'app.yaml',
    runtime: { id: 'python', settings: {} },
    bases: ['python:3.13-slim-trixie', 'debian trixie'],
    inputs: {
      'app.yaml': expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      'requirements.txt': expect.any(String) as string,
    },
    outputs: { Dockerfile: expect.any(String) as string, '.dockerignore': expect.any(String) as string },
    kept: {},
  });
  expect(read('flexbuild.lock')).not.toContain(folder);
});

test('an app that was switched to custom is generated by the runtime of the lock', async () => {
  write(
    'app.yaml',
    `${runtime}${entrypoint}runtime_config:\n  operating_system: ubuntu22\n  runtime_version: "3.11"\n`,
  );
  await generate();
  const backup = switchToCustomRuntime((await open()).project);
  rmSync(join(backup, '..'), { recursive: true });
  expect(read('app.yaml')).toContain('runtime: custom');
  expect(stateOf(await open())).toBe('current');
  write('app.yaml', read('app.yaml').replace('-w 3', '-w 5'));
  expect(stateOf(await open())).toBe('outdated');
  await generate();
  expect(read('Dockerfile')).toMatch(/^ARG BASE_IMAGE=python:3\.11-slim-bookworm$[^]*-w 5/m);
});

test('without a lock a custom app has nothing to generate, unless the runtime is named', async () => {
  write('app.yaml', `runtime: custom\nenv: flex\n${entrypoint}`);
  await expect(open()).rejects.toMatchObject({ diagnostics: [{ code: 'FB3211' }] });
  expect(stateOf(await open({ runtime: 'python' }))).toBe('missing');
  await expect(open({ runtime: 'pyton' })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB2003', at: null }],
  });
});

test('a runtime or an entrypoint that contradicts app.yaml is refused at its line', async () => {
  await expect(open({ runtime: 'nodejs' })).rejects.toMatchObject({
    diagnostics: [
      {
        code: 'FB3214',
        message: expect.stringContaining('--runtime=nodejs') as string,
        at: { start: { line: 1, column: 10 } },
      },
    ],
  });
  await expect(open({ entrypoint: 'python main.py' })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB3214', at: { start: { line: 3 } } }],
  });
});

test('files of one service are not taken over by another of the same folder', async () => {
  await generate();
  write('api.yaml', `${runtime}entrypoint: python api.py\nservice: api\n`);
  await expect(open({ target: join(folder, 'api.yaml') })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB3216' }],
  });
});

test('an entrypoint that app.yaml lacks is written into it', async () => {
  write('app.yaml', `# An app.\n${runtime}`);
  await expect(open()).rejects.toMatchObject({ diagnostics: [{ code: 'FB2020' }] });
  const generation = await open({ entrypoint: 'python "my app.py"' });
  writeGeneration(generation, false, { notify: () => undefined, signal: new AbortController().signal });
  expect(read('app.yaml')).toBe(`# An app.\nentrypoint: "python \\"my app.py\\""\n${runtime}`);
  expect(stateOf(await open())).toBe('current');
});

test.each(['<<<<<<< ours', '[]', '{"format":2}', '{"format":1,"outputs":{"Dockerfile":1}}'])(
  'a lock that is none is refused: %s',
  async (text) => {
    write('flexbuild.lock', text);
    await expect(open()).rejects.toMatchObject({ diagnostics: [{ code: 'FB3215' }] });
  },
);

test('the diff leads from what is on disk to what would be written, and names files that are not there', async () => {
  await generate();
  write('Dockerfile', read('Dockerfile').replace('USER 33:33', 'USER root'));
  rmSync(join(folder, '.dockerignore'));
  const diff = await diffOfFiles((await open()).files);
  expect(diff).toMatch(/^--- a\/Dockerfile\n\+\+\+ b\/Dockerfile\n@@ -\d+,\d+ \+\d+,\d+ @@$/m);
  expect(diff).toMatch(/^-USER root\n\+USER 33:33$/m);
  expect(diff).toMatch(/^--- \/dev\/null\n\+\+\+ b\/\.dockerignore\n@@ -0,0 \+1,\d+ @@\n\+/m);
  await generate({ force: true });
  expect(await diffOfFiles((await open()).files)).toBe('');
});
