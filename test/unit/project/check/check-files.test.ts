import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { codeExampleOf, FlexbuildError, type DiagnosticCode } from '../../../../src/core/index.ts';
import { checkFiles, fixFiles } from '../../../../src/project/index.ts';

type Files = Readonly<Record<string, string>>;

const root = mkdtempSync(join(tmpdir(), 'flexbuild-check-'));
afterAll(() => rmSync(root, { recursive: true }));

const sound = {
  'app.yaml': 'runtime: custom\nenv: flex\n',
  Dockerfile: 'FROM scratch\nCMD ["/app"]\n',
};

test('a folder is its app.yaml, dispatch.yaml and cron.yaml', async () => {
  const folder = write({
    ...sound,
    'app.staging.yaml': 'runtime: [\n',
    'dispatch.yaml': 'dispatch:\n- url: "*/*"\n  service: default\n',
    'cron.yaml': 'cron: []\n',
    'api/app.yaml': 'runtime: [\n',
  });
  expect(await checkFiles({ targets: [folder], substitutions: null })).toEqual({
    files: [
      { path: join(folder, 'app.yaml'), kind: 'app', service: 'default' },
      { path: join(folder, 'dispatch.yaml'), kind: 'dispatch', service: null },
      { path: join(folder, 'cron.yaml'), kind: 'cron', service: null },
    ],
    diagnostics: [],
  });
});

test('every problem of every stage at once, by file and line', async () => {
  const folder = write({
    'app.yaml':
      'runtime: python\nenv: flex\nentrypoint: gunicorn main:app\nmodule: api\nresources:\n  cpu: 3\n',
    Dockerfile: '',
    '.dockerignore': 'a\n[\n',
    'requirements.txt': '-r missing.txt\ngunicorn\n',
    'cron.yaml': 'cron:\n- url: /a\n  schedule: every 5 minute\n',
  });
  const { diagnostics } = await checkFiles({ targets: [folder], substitutions: null });
  expect(placesOf(diagnostics, folder)).toEqual([
    ['FB2004', 'app.yaml', 1],
    ['FB2031', 'app.yaml', 3],
    ['FB1103', 'app.yaml', 4],
    ['FB1009', 'app.yaml', 6],
    ['FB1051', 'cron.yaml', 3],
    ['FB2033', 'requirements.txt', 1],
    ['FB3003', '.dockerignore', 2],
  ]);
});

test('what is wrong with the runtime leaves its plan out, and nothing else', async () => {
  const folder = write({ 'app.yaml': 'runtime: Python\nenv: flex\nresources:\n  cpu: 3\n', Dockerfile: '' });
  const { files, diagnostics } = await checkFiles({ targets: [folder], substitutions: null });
  expect(placesOf(diagnostics, folder)).toEqual([
    ['FB1008', 'app.yaml', 1],
    ['FB1009', 'app.yaml', 4],
  ]);
  expect(files).toMatchObject([{ service: null }]);
});

/** Files, and what they have in common. */
const across: readonly (readonly [string, Files, readonly (readonly [DiagnosticCode, string, number])[]])[] =
  [
    [
      'a service that is named is there',
      {
        'api/app.yaml': service('api'),
        'dispatch.yaml': rule('*/a/*', 'api'),
        'cron.yaml': job('/b', 'api'),
      },
      [],
    ],
    [
      'a service that is named is not among the files',
      {
        'api/app.yaml': service('api'),
        'dispatch.yaml': rule('*/a/*', 'apii'),
        'cron.yaml': job('/b', 'v2'),
      },
      [
        ['FB1152', 'cron.yaml', 4],
        ['FB1152', 'dispatch.yaml', 3],
      ],
    ],
    ['without an app.yaml nobody knows the services', { 'dispatch.yaml': rule('*/a/*', 'apii') }, []],
    [
      'a service that cannot be read may be the one that is named',
      {
        'api/app.yaml': 'service: API\nruntime: custom\nenv: flex\n',
        'dispatch.yaml': rule('*/a/*', 'other'),
      },
      [['FB1008', 'api/app.yaml', 1]],
    ],
    [
      'two services of one name',
      { 'api/app.yaml': service('api'), 'web/app.yaml': service('api') },
      [['FB1053', 'web/app.yaml', 1]],
    ],
    [
      'two forms of one service',
      { 'api/app.yaml': service('api'), 'api/app.staging.yaml': service('api') },
      [],
    ],
    [
      'a rule comes before the target of a job',
      { 'dispatch.yaml': rule('*/tasks/*', 'api'), 'cron.yaml': job('/tasks/clean?all=1', 'web') },
      [['FB1153', 'cron.yaml', 4]],
    ],
    [
      'rules of one host say nothing about jobs',
      { 'dispatch.yaml': rule('example.com/tasks/*', 'api'), 'cron.yaml': job('/tasks/clean', 'web') },
      [],
    ],
  ];

test.each(across)('%s', async (_name, files, expected) => {
  const apps = Object.keys(files).filter((path) => path.endsWith('.yaml') && path.includes('/'));
  const images = apps.map((path) => [join(dirname(path), 'Dockerfile'), sound.Dockerfile]);
  const folder = write({ ...files, ...(Object.fromEntries(images) as Files) });
  const targets = Object.keys(files).map((path) => join(folder, path));
  const { diagnostics } = await checkFiles({ targets, substitutions: null });
  const places = placesOf(diagnostics, folder).toSorted((a, b) => String(a).localeCompare(String(b)));
  expect(places).toEqual(expected);
});

/** The table of codes has an example and its fix for each; those of app.yaml alone are tried elsewhere. */
test.each<DiagnosticCode>(['FB1050', 'FB1051', 'FB1052', 'FB1053', 'FB1150', 'FB1151', 'FB1152', 'FB1153'])(
  'the example of %s is met by it, and its fix is not',
  async (code) => {
    const found = await codeExampleOf(code);
    if (typeof found?.example !== 'object' || typeof found.fix !== 'object') throw new Error('no files');
    expect(await codesOf(found.example)).toContain(code);
    expect(await codesOf({ ...found.example, ...found.fix })).not.toContain(code);
  },
);

test('a file that is named twice is checked once', async () => {
  const folder = write({ 'cron.yaml': 'cron: [5]\n' });
  const targets = [folder, join(folder, 'cron.yaml'), join(folder, '.', 'cron.yaml')];
  const { files, diagnostics } = await checkFiles({ targets, substitutions: null });
  expect([files.length, diagnostics.length]).toEqual([1, 1]);
});

test.each([
  ['FB1001', 'empty'],
  ['FB3201', 'nowhere'],
])('%s for what is not there', async (code, target) => {
  mkdirSync(join(root, 'empty'), { recursive: true });
  const error = await checkFiles({ targets: [join(root, target)], substitutions: null }).catch(
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(FlexbuildError);
  expect((error as FlexbuildError).diagnostics[0].code).toBe(code);
});

test('fixes are written into the files, and say what they did', async () => {
  const text = '# cron\ncron:\n- url: /a\n  schedule: every 5 minutes\n  tz: UTC # ours\n';
  const folder = write({ ...sound, 'cron.yaml': text });
  const path = join(folder, 'cron.yaml');
  expect(fixFiles([folder])).toEqual([
    { path, fixes: [{ line: 5, change: 'wrote timezone instead of tz' }] },
  ]);
  expect(readFileSync(path, 'utf8')).toBe(text.replace('tz', 'timezone'));
  expect((await checkFiles({ targets: [folder], substitutions: null })).diagnostics).toEqual([]);
  expect(fixFiles([folder])).toEqual([]);
});

let cases = 0;

function write(files: Files): string {
  const folder = join(root, String(cases++));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

async function codesOf(files: Files): Promise<readonly string[]> {
  const folder = write(files);
  const targets = Object.keys(files).map((path) => join(folder, path));
  return (await checkFiles({ targets, substitutions: null })).diagnostics.map(({ code }) => code);
}

type Found = Awaited<ReturnType<typeof checkFiles>>['diagnostics'];

function placesOf(diagnostics: Found, folder: string) {
  return diagnostics.map(({ code, at }) => [code, at?.file.slice(folder.length + 1), at?.start.line]);
}

function service(name: string): string {
  return `service: ${name}\nruntime: custom\nenv: flex\n`;
}

function rule(url: string, name: string): string {
  return `dispatch:\n- url: "${url}"\n  service: ${name}\n`;
}

function job(url: string, target: string): string {
  return `cron:\n- url: ${url}\n  schedule: every 5 minutes\n  target: ${target}\n`;
}
