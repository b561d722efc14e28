import { expect, test } from 'vitest';
import { markerHolds } from '../../../src/runtimes/resolve/python/markers.ts';
import { readRequirements } from '../../../src/runtimes/resolve/python/requirements.ts';
import { literalSource } from '../../../src/source/index.ts';

const read = (files: Readonly<Record<string, string>> | string) =>
  readRequirements(literalSource(typeof files === 'string' ? { 'requirements.txt': files } : files), '3.11');

test.each([
  'gunicorn',
  'Gunicorn==23.0.0',
  'gunicorn>=20,<24',
  'gunicorn ~= 23.0',
  'gunicorn[gevent,setproctitle]==23.0.0',
  'gunicorn (>=20)',
  'gunicorn # the server',
  '  gunicorn==23.0.0  ',
  'gunicorn==23.0.0 \\\n    --hash=sha256:0000',
  'gunicorn==23.0.0 --hash=sha256:0000',
  'flask==3.0 \\\n  # not here\ngunicorn',
  'gunicorn; python_version >= "3.8"',
  'gunicorn==23.0.0; sys_platform != "win32" and python_version < "4"',
  'gunicorn; platform_machine == "arm64"',
  'gunicorn @ https://example.com/gunicorn.tar.gz',
  'git+https://example.com/gunicorn.git#egg=gunicorn',
  '-e git+https://example.com/gunicorn.git@23.0.0#egg=gunicorn',
  './wheels/gunicorn-23.0.0-py3-none-any.whl',
  'flask\r\ngunicorn\r\n',
])('%j has gunicorn', (text) => {
  expect(read(text)?.names.has('gunicorn')).toBe(true);
});

test.each([
  '# gunicorn',
  'flask # and gunicorn',
  'gunicorn-json-logging==1.0',
  'my_gunicorn',
  'gunicorn; sys_platform == "win32"',
  'gunicorn; python_version < "3.8" or os_name == "nt"',
  '--extra-index-url https://gunicorn.example/simple',
])('%j has none', (text) => {
  expect(read(text)?.names.has('gunicorn')).toBe(false);
});

test('included files are read, each once, and constraints install nothing', () => {
  const requirements = read({
    'requirements.txt': '-r deps/base.txt\n--constraint=limits.txt\nflask',
    'deps/base.txt': '-r ../requirements.txt\n-r more.txt\nZope.Interface\n',
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
      lineText: line,
    });
  },
);

test.each([
  ['-e .', true],
  ['.', true],
  ['./lib', true],
  ['lib/mypackage', true],
  ['wheels/a-1.0-py3-none-any.whl', true],
  ['a @ file:///workspace/a', true],
  ['--find-links wheels', true],
  ['-f https://example.com/wheels', false],
  ['-e git+https://example.com/a.git#egg=a', false],
  ['a @ https://example.com/a.zip', false],
  ['flask[async]==3.0; sys_platform == "linux"', false],
])('%s needs files of the app: %s', (line, expected) => {
  expect(read(line)?.fromAppFiles).toBe(expected);
});

test.each([
  ['flask==3.0', false],
  ['flask==3.0 --hash=sha256:00', true],
  ['--require-hashes\nflask==3.0', true],
])('%j asks for hashes: %s', (text, expected) => {
  expect(read(text)?.hashes).toBe(expected);
});

test('an app without requirements.txt has none', () => {
  expect(read({ 'main.py': '' })).toBeNull();
});

test.each([
  ['python_version >= "3.10"', true],
  ['python_version<"3.10"', false],
  ["python_version == '3.11'", true],
  ['python_version == "3.*"', true],
  ['python_full_version >= "3.11.0"', true],
  ['"linux" in sys_platform', true],
  ['sys_platform not in "win32,darwin"', true],
  ['(os_name == "nt" or os_name == "posix") and implementation_name == "cpython"', true],
  ['os_name == "nt" or python_version < "3" and os_name == "posix"', false],
  ['extra == "dev"', false],
  ['platform_release > "5"', true],
  ['this is no marker', true],
])('marker %s: %s', (marker, expected) => {
  expect(markerHolds(marker, '3.11')).toBe(expected);
});
