import { expect, test } from 'vitest';
import type { codes } from '../../../src/core/index.ts';
import { readRequirements } from '../../../src/runtimes/resolve/python/requirements.ts';
import { literalSource, type LiteralFile } from '../../../src/source/index.ts';
import { planOf } from '../../support/app.ts';

const latest = { python: '3.11', pip: '26.3' };
const read = (files: Readonly<Record<string, LiteralFile>> | string, installer = latest) =>
  readRequirements(
    literalSource(typeof files === 'string' ? { 'requirements.txt': files } : files),
    installer,
  );
const codesOf = (...args: Parameters<typeof read>) => read(...args)?.diagnostics.map(({ code }) => code);
const wheel = 'wheels/gunicorn-23.0.0-py3-none-any.whl';

test.each([
  'gunicorn',
  'Gunicorn==23.0.0',
  'gunicorn[gevent,setproctitle]==23.0.0',
  'gunicorn # the server',
  'gunicorn==23.0.0 \\\n    --hash=sha256:0000',
  'flask==3.0 \\\n  # not here\ngunicorn',
  'gunicorn; python_version >= "3.8"',
  'gunicorn; platform_machine == "arm64"',
  'gunicorn @ https://example.com/gunicorn.tar.gz',
  '-e git+https://example.com/gunicorn.git@23.0.0#egg=gunicorn',
  `./${wheel}`,
])('%j has gunicorn', (text) => {
  const requirements = read({ 'requirements.txt': text, [wheel]: '' });
  expect(requirements?.names.has('gunicorn')).toBe(true);
  expect(requirements?.diagnostics).toEqual([]);
});

test.each([
  '# gunicorn',
  'gunicorn-json-logging==1.0',
  'gunicorn; sys_platform == "win32"',
  'gunicorn; python_version < "3.8" or os_name == "nt"',
  '--extra-index-url https://gunicorn.example/simple',
  '--pre gunicorn',
])('%j has none', (text) => {
  expect(read(text)?.names.has('gunicorn')).toBe(false);
});

test('included files are read, each once, and constraints install nothing', () => {
  const requirements = read({
    'requirements.txt': '-r deps/base.txt\n--constraint=limits.txt\n-r deps/more.txt\nflask',
    'deps/base.txt': '-r more.txt\nZope.Interface\n',
    'deps/more.txt': 'gunicorn',
    'limits.txt': 'waitress==3.0.0',
  });
  expect(requirements?.files).toEqual(['requirements.txt', 'deps/base.txt', 'deps/more.txt', 'limits.txt']);
  expect([...(requirements?.names ?? [])].sort()).toEqual(['flask', 'gunicorn', 'zope-interface']);
});

test.each(['-r missing.txt', '-r ../outside.txt', '--requirement /etc/requirements.txt'])(
  '%s is an error at its line',
  (line) => {
    const [problem] = read(`flask\n${line}\n`)?.diagnostics ?? [];
    expect(problem?.code).toBe('FB2033');
    expect(problem?.at).toMatchObject({
      file: 'requirements.txt',
      start: { line: 2, column: 1 },
      end: { line: 2, column: line.length + 1 },
      lineText: line,
    });
  },
);

test('files that include each other are an error where the circle closes', () => {
  const [problem, ...others] =
    read({ 'requirements.txt': '-r deps/a.txt', 'deps/a.txt': 'flask\n-r b.txt', 'deps/b.txt': '-c a.txt' })
      ?.diagnostics ?? [];
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ code: 'FB2035', at: { file: 'deps/b.txt', start: { line: 1 } } });
  expect(problem?.message).toContain('deps/a.txt → deps/b.txt → deps/a.txt');
});

test.each([
  ['-e .', { 'setup.py': '' }, true],
  ['./lib', { 'lib/pyproject.toml': '' }, true],
  ['lib/mypackage', { 'lib/mypackage/setup.py': '' }, true],
  [wheel, { [wheel]: '' }, true],
  ['a @ file:///workspace/a', {}, true],
  ['--find-links wheels', {}, true],
  ['./lib; sys_platform == "win32"', { 'lib/pyproject.toml': '' }, false],
  ['-f https://example.com/wheels', {}, false],
  ['-e git+https://example.com/a.git#egg=a', {}, false],
  ['a @ https://example.com/a.zip', {}, false],
  ['flask[async]==3.0; sys_platform == "linux"', {}, false],
])('%s beside %j needs files of the app: %s', (line, files, expected) => {
  const requirements = read({ ...files, 'requirements.txt': line });
  expect(requirements?.fromAppFiles).toBe(expected);
  expect(requirements?.diagnostics).toEqual([]);
});

test.each([
  ['flask==3.0', false],
  ['flask==3.0 --hash=sha256:00', true],
  ['--require-hashes\nflask==3.0 --hash=sha256:00', true],
  ['--no-require-hashes\nflask==3.0 --hash=sha256:00', false],
  ['--hash=sha256:00', false],
])('%j asks for hashes: %s', (text, expected) => {
  expect(read(text)?.hashes).toBe(expected);
});

test.each([
  ['flask==3.0 --hash=sha256:00\njinja2==3.1', ['FB2038']],
  ['flask==3.0 --hash=sha256:00\njinja2==3.1; python_version < "3"', []],
  ['flask==3.0 --hash=sha256:00\nhttps://example.com/a.zip#sha256=00', []],
  ['flask==3.0 --hash=sha256:00\n-e git+https://example.com/a.git#egg=a', ['FB2038']],
  ['--require-hashes\nflask==3.0\n-c limits.txt', []],
  ['flask==3.0\njinja2==3.1', []],
])('%j: %j', (text, expected) => {
  expect(codesOf({ 'requirements.txt': text, 'limits.txt': 'flask==3.0 --hash=sha256:00' })).toEqual(
    expected,
  );
});

test.each([
  ['Django==6.0.5; python_version >= "3.12"', '3.7', ['FB2037']],
  ['Django==6.0.5; python_version >= "3.12"', '3.12', []],
  ['Django==6.0.5; python_version >= "3.12"\nDjango==3.2; python_version < "3.12"', '3.7', []],
  ['six==1; python_version >= "3.8" and python_version < "3.10"', '3.7', ['FB2037']],
  ['six==1; python_version >= "3"', '2.7', ['FB2037']],
  ['tomli==2.0; python_version < "3.11"', '3.13', []],
  ['pywin32; sys_platform == "win32"', '3.13', []],
  ['uvloop; python_full_version >= "3.13.4"', '3.13', []],
])('%j on %s: %j', (text, python, expected) => {
  expect(codesOf(text, { ...latest, python })).toEqual(expected);
});

test('what a marker drops is told of once, with every such line', () => {
  const lines = ['Django==6.0.5', 'asgiref==3.9'].map((line) => `${line} ; python_version >= "3.12"`);
  const [problem, ...others] = read(`${lines.join('\n')}\n`)?.diagnostics ?? [];
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ severity: 'warning', at: { start: { line: 1, column: 1 } } });
  expect(problem?.detail).toEqual([`requirements.txt:2: ${lines[1] ?? ''}`]);
});

test('pip refuses a line: an error, or a warning where an older pip installs', () => {
  const [problem] = read('flask\n  django=5 # now\n')?.diagnostics ?? [];
  expect(problem).toMatchObject({
    code: 'FB2034',
    severity: 'error',
    at: { start: { line: 2, column: 3 }, end: { line: 2, column: 11 } },
  });
  const [older] = read('django=5', { python: '3.7', pip: '24.0' })?.diagnostics ?? [];
  expect(older?.severity).toBe('warning');
});

test('a variable that the build does not have is named at its line', () => {
  const [problem] = read('--index-url https://${TOKEN}@example.com/simple\nflask')?.diagnostics ?? [];
  expect(problem).toMatchObject({ code: 'FB2039', severity: 'warning', at: { start: { line: 1 } } });
  expect(problem?.message).toContain('${TOKEN}');
});

const utf16 = (text: string) => Uint8Array.from([0xff, 0xfe, ...Buffer.from(text, 'utf16le')]);

test.each([
  ['UTF-8 with a mark', Buffer.from('\ufeffflask')],
  ['UTF-16 as PowerShell writes it', utf16('flask\r\n')],
  ['UTF-16, the other way round', Uint8Array.from([0xfe, 0xff, 0, 0x66, 0, 0x6c, 0, 0x61, 0, 0x73, 0, 0x6b])],
  ['PEP 263', Buffer.from('# -*- coding: latin-1 -*-\nflask # \xe9', 'latin1')],
  ['PEP 263 on line 2', Buffer.from('#!/bin/x\n# vim: set fileencoding=iso-8859-15\nflask # \xe9', 'latin1')],
])('%s is decoded', (_name, bytes) => {
  const requirements = read({ 'requirements.txt': { text: bytes } });
  expect([...(requirements?.names ?? [])]).toEqual(['flask']);
  expect(requirements?.diagnostics).toEqual([]);
});

test.each([
  ['Latin-1 that does not say so', Buffer.from('flask # \xe9', 'latin1'), 9],
  ['an encoding that nobody knows', Buffer.from('# coding: klingon\nflask'), 11],
])('%s is an error', (_name, bytes, column) => {
  expect(codesOf({ 'requirements.txt': { text: bytes } })).toEqual(['FB2036']);
  expect(read({ 'requirements.txt': { text: bytes } })?.diagnostics[0]?.at?.start.column).toBe(column);
});

test('an app without requirements.txt has none', () => {
  expect(read({ 'main.py': '' })).toBeNull();
});

const app = (entrypoint: string, python = '3.13') =>
  `runtime: python\nenv: flex\nentrypoint: ${entrypoint}\nruntime_config:\n` +
  `  operating_system: ubuntu22\n  runtime_version: "${python}"\n`;
const warned = (files: Readonly<Record<string, string>>, code: keyof typeof codes) =>
  planOf(files).diagnostics.filter((found) => found.code === code);

test.each([
  ['uvicorn main:app --port 8080', 'flask', 1],
  ['uvicorn main:app --port 8080', 'fastapi', 1],
  ['uvicorn main:app --port 8080', 'fastapi[standard]', 0],
  ['uvicorn main:app --port 8080', 'uvicorn[standard]==0.32.1', 0],
  ['python -m uvicorn main:app', 'flask', 1],
  ['/env/bin/hypercorn main:app', 'flask', 1],
  ['flask run', 'flask-restx', 0],
  ['waitress-serve main:app', '', 1],
  ['prepare && uvicorn main:app', 'flask', 1],
  ['gunicorn -k uvicorn.workers.UvicornWorker -w 2 main:app', 'gunicorn', 1],
  ['gunicorn -k gevent -w 2 main:app', 'gunicorn[gevent]', 0],
  ['gunicorn -k gthread -w 2 main:app', 'gunicorn', 0],
  ['uvicorn main:app', '-e .', 0],
  ['uvicorn main:app', '-r https://example.com/requirements.txt', 0],
  ['uvicorn main:app', 'uvicorn; python_version < "3.10"', 1],
  ['python main.py', '', 0],
])('entrypoint %s with %j: %i missing', (entrypoint, requirements, count) => {
  const files = { 'app.yaml': app(entrypoint), 'requirements.txt': requirements, 'setup.py': '' };
  const found = warned(files, 'FB2040');
  expect(found).toHaveLength(count);
  for (const problem of found) expect(problem.at).toMatchObject({ file: 'app.yaml', start: { line: 3 } });
});

test.each([
  ['pyproject.toml', '[project]\nrequires-python = ">=3.12"\n', '3.7', 2],
  ['pyproject.toml', '[project]\nrequires-python = ">=3.12"\n', '3.13', null],
  ['pyproject.toml', '[project]\nrequires-python = ">=3.13.4,<4"\n', '3.13', null],
  ['setup.cfg', '[options]\npython_requires = >=3.8, <3.12\n', '3.13', 2],
  ['setup.py', 'setup(\n  name="a",\n  python_requires=">=3.9",\n)\n', '3.8', 3],
  ['setup.py', 'setup(python_requires=SUPPORTED)\n', '3.8', null],
])('%s with %j on %s: line %s', (file, text, python, line) => {
  const [problem] = warned(
    { 'app.yaml': app('python main.py', python), [file]: text, 'requirements.txt': '' },
    'FB2041',
  );
  expect(problem?.at?.start.line ?? null).toBe(line);
});

test('the plan says what markers leave out', () => {
  const { decisions } = planOf({
    'app.yaml': app('python main.py'),
    'requirements.txt': 'flask\ntomli; python_version < "3.11"\n',
  });
  expect(decisions.find(({ topic }) => topic === 'dependencies')?.reason).toContain('markers: tomli');
});

test('users and passwords of URLs are shown nowhere', () => {
  const requirements = read({
    'requirements.txt':
      'a @ https://ci:s3cr3t@example.com/a.zip; python_version >= "4"\n' +
      'b @ https://gh_s3cr3t@example.com/b.zip; python_version >= "4"\n' +
      'c=1 @ https://gh_s3cr3t@example.com/c.zip\n' +
      'd==1 --hash=sha256:00\ngit+https://gh_s3cr3t@example.com/e.git\n',
  });
  expect(requirements?.diagnostics.length).toBeGreaterThan(1);
  expect(JSON.stringify(requirements?.diagnostics)).not.toContain('s3cr3t');
});

test.each([
  ['flask=3', 'Write ==.'],
  ['flask>=3.*', 'Leave out `.*`: it goes with == and != alone.'],
  ['flask 3.0', 'Write `NAME==VERSION`.'],
  ['flask[async', 'Close it.'],
  ['flask~=3', 'Write two: `~=3.0`.'],
  ['--requirements base.txt', 'Write --requirement.'],
  ['./none', 'Add it to the app, or remove the line.'],
])('%s: %s', (line, hint) => {
  expect(read(line)?.diagnostics).toMatchObject([{ code: 'FB2034', hint }]);
});

test('a file that is something else is refused with its first lines, and the number of all', () => {
  const problems = read('{ "a": 1 }\n'.repeat(500))?.diagnostics ?? [];
  expect(problems).toHaveLength(20);
  expect(problems.at(-1)?.detail[0]).toContain('480 more');
});

test.each([
  ['brackets without end', `six; ${'('.repeat(100_000)}`],
  ['a line without end', `six==${'1.'.repeat(500_000)}`],
  ['blanks', `six${' '.repeat(500_000)}x`],
  ['extras', `six${'['.repeat(200_000)}`],
  ['continuations', '\\\n'.repeat(100_000)],
])('%s are read to their end', (_name, text) => {
  expect(read(text)?.files).toEqual(['requirements.txt']);
});
