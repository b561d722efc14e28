import { expect, test } from 'vitest';
import { FlexbuildError, type Diagnostic } from '../../../src/core/index.ts';
import { planOf } from '../../support/app.ts';

const yaml = (...lines: readonly string[]) => ['runtime: python', 'env: flex', ...lines, ''].join('\n');
const settings = (...lines: readonly string[]) =>
  yaml('entrypoint: python main.py', 'runtime_config:', ...lines.map((line) => `  ${line}`));

/** Everything that was found wrong, thrown or not. */
function problemsOf(files: Readonly<Record<string, string>>): readonly Diagnostic[] {
  try {
    return planOf(files).diagnostics;
  } catch (error) {
    if (error instanceof FlexbuildError) return error.diagnostics;
    throw error;
  }
}

function dockerfileView(files: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const { image } = planOf(files);
  return (image.kind === 'generated' && image.files[0]?.view) || {};
}

test.each([
  [['python_version: 2'], '2.7', '/app'],
  [['python_version: 3'], '3.9', '/app'],
  [['python_version: "3.5"'], '3.9', '/app'],
  [['python_version: 3.7'], '3.7', '/app'],
  [['python_version: 3.11'], '3.11', '/app'],
  [['operating_system: ubuntu22', 'runtime_version: 3.10'], '3.10', '/workspace'],
  [['operating_system: ubuntu22', 'runtime_version: "3.10"'], '3.10', '/workspace'],
  [['operating_system: ubuntu22', 'runtime_version: "3.11.4"'], '3.11', '/workspace'],
  [['operating_system: ubuntu22', 'runtime_version: "3.12.x"'], '3.12', '/workspace'],
  [['operating_system: ubuntu22', 'runtime_version: "3"'], '3.13', '/workspace'],
  [['operating_system: ubuntu18'], '3.9', '/workspace'],
  [['operating_system: ubuntu22'], '3.13', '/workspace'],
  [['operating_system: ubuntu24'], '3.14', '/workspace'],
  [['operating_system: ubuntu22', 'python_version: 2'], '3.13', '/workspace'],
])('%j: Python %s in %s', (lines, version, folder) => {
  const files = { 'app.yaml': settings(...lines), 'main.py': '' };
  expect(planOf(files).runtime.version).toBe(version);
  expect(dockerfileView(files)['folder']).toBe(folder);
});

test('GOOGLE_PYTHON_VERSION comes before runtime_version, and that before .python-version', () => {
  const system = ['runtime_config:', '  operating_system: ubuntu22'];
  const version = (...lines: readonly string[]) =>
    planOf({ 'app.yaml': yaml('entrypoint: python main.py', ...lines), '.python-version': '3.9\n' }).runtime
      .version;
  expect(version(...system)).toBe('3.9');
  expect(version(...system, '  runtime_version: "3.11"')).toBe('3.11');
  const both = [
    ...system,
    '  runtime_version: "3.11"',
    'build_env_variables:',
    '  GOOGLE_PYTHON_VERSION: "3.12"',
  ];
  expect(version(...both)).toBe('3.12');
});

test.each(['1', '3.1', '2.6', '4', 'latest', '>=3.9'])(
  'version "%s" is refused at its place, with all that can be had',
  (version) => {
    const app = settings('operating_system: ubuntu22', `runtime_version: "${version}"`);
    const [problem] = problemsOf({ 'app.yaml': app });
    expect(problem).toMatchObject({
      code: 'FB2010',
      severity: 'error',
      at: { file: 'app.yaml', start: { line: 6 } },
    });
    expect(problem?.message).toBe(`python has no version "${version}"`);
    expect(problem?.hint).toContain('3.9 (registry or Debian), 3.10 (registry), 3.11 (registry or Debian)');
  },
);

test.each([
  ['python_version: 3', 'warning'],
  ['python_version: 3.11', 'warning'],
  ['runtime_version: "3.11"', 'warning'],
])('%s gets a remark', (line, severity) => {
  expect(problemsOf({ 'app.yaml': settings(line) })).toMatchObject([
    { code: 'FB2011', severity, at: { start: { line: 5 } } },
  ]);
});

test('an empty .python-version is an error', () => {
  const [problem] = problemsOf({
    'app.yaml': yaml('entrypoint: python main.py'),
    '.python-version': '# none\n',
  });
  expect(problem).toMatchObject({ code: 'FB2012', at: { file: '.python-version' } });
});

test('entrypoints: GOOGLE_ENTRYPOINT, then the Procfile, then app.yaml; for the legacy runtime app.yaml first', () => {
  const lines = ['entrypoint: python c.py', 'build_env_variables:', '  GOOGLE_ENTRYPOINT: python a.py'];
  const text = (files: Readonly<Record<string, string>>) => {
    const { command } = planOf(files).run;
    return command.form === 'shell' ? command.text : command.form;
  };
  const Procfile = 'web: python b.py\n';
  expect(text({ 'app.yaml': yaml(...lines), Procfile })).toBe('exec python a.py');
  expect(text({ 'app.yaml': yaml('entrypoint: python c.py'), Procfile })).toBe('exec python b.py');
  expect(text({ 'app.yaml': yaml('entrypoint: python c.py') })).toBe('exec python c.py');
  expect(text({ 'app.yaml': settings('python_version: 2').replace('main.py', 'c.py'), Procfile })).toBe(
    'exec python c.py',
  );
  expect(problemsOf({ 'app.yaml': yaml('entrypoint: python c.py'), Procfile })).toMatchObject([
    { code: 'FB2025', at: { start: { line: 3 } } },
  ]);
});

test.each([
  ['worker: a\nrelease: b\n', 'only [worker, release]'],
  ['Web: a\nweb : b\n web: c\n', 'only [Web]'],
  ['', 'no other either'],
])('a Procfile without a web process is an error that names the others: %j', (Procfile, message) => {
  const [problem] = problemsOf({ 'app.yaml': yaml(), Procfile });
  expect(problem).toMatchObject({ code: 'FB2022', at: { file: 'Procfile' } });
  expect(problem?.message).toContain(message);
});

test.each([
  ['web: python b.py', 'python b.py', 1],
  ['# web: a\nrelease: b\nweb:python b.py  \r\nworker: c', 'python b.py', 3],
  ['web:\n  python b.py\n', 'python b.py', 2],
  ['web: python b.py\nweb: python c.py\n', 'python b.py', 1],
])('the web process of the Procfile %j is %s, on line %i', (Procfile, text, line) => {
  const { run, decisions, diagnostics } = planOf({ 'app.yaml': yaml(), Procfile });
  expect(run).toMatchObject({ commandFrom: 'Procfile', command: { text: `exec ${text}` } });
  expect(decisions.find(({ topic }) => topic === 'entrypoint')).toMatchObject({
    from: { files: ['Procfile'] },
    reason: expect.stringContaining('Procfile says so') as string,
  });
  const twice = Procfile.split('web:').length > 2 && !Procfile.startsWith('#');
  expect(diagnostics.map(({ code }) => code)).toEqual(twice ? ['FB2025'] : []);
  const [broken] = problemsOf({ 'app.yaml': yaml(), Procfile: Procfile.replaceAll(text, `${text} "`) });
  expect(broken).toMatchObject({ code: 'FB2021', at: { file: 'Procfile', start: { line } } });
});

test('what an entrypoint passes over is told, in the order that counts', () => {
  const files = {
    'app.yaml': yaml('entrypoint: python c.py', 'build_env_variables:', '  GOOGLE_ENTRYPOINT: python a.py'),
    Procfile: 'web: python b.py\n',
  };
  expect(problemsOf(files)).toMatchObject([
    { code: 'FB2025', at: { file: 'Procfile', start: { line: 1, column: 6 } } },
    { code: 'FB2025', at: { file: 'app.yaml', start: { line: 3 } } },
  ]);
  const legacy = { ...files, 'app.yaml': settings('python_version: 2') };
  expect(problemsOf(legacy)).toEqual([]);
});

test.each([
  ['app = Flask(__name__)', true],
  ['app: Flask = Flask(__name__)', true],
  ['def app(environ, start_response):\n  pass', true],
  ['async def app(scope, receive, send):\n  pass', true],
  ['from site import application, app', true],
  ['from site import (app)', true],
  ['import site.wsgi as app', true],
  ['application = Flask(__name__)', false],
  ['def make():\n    app = Flask(__name__)', false],
  ['app == 1', false],
  ['# app = 1', false],
  ['apps = []', false],
])('%j serves as main:app: %s', (text, expected) => {
  const files = { 'app.yaml': yaml(), 'main.py': text, 'requirements.txt': 'gunicorn' };
  if (expected)
    expect(planOf(files).run).toMatchObject({
      commandFrom: 'default',
      command: { text: 'exec gunicorn -b :$PORT main:app' },
    });
  else expect(problemsOf(files)).toMatchObject([{ code: 'FB2020', at: { start: { line: 1 } } }]);
});

test('without an entrypoint the error tells Django apps what to write', () => {
  const [problem] = problemsOf({ 'app.yaml': yaml(), 'mysite/wsgi.py': '' });
  expect(problem?.hint).toContain('mysite.wsgi');
});

test.each([
  ['gunicorn -w 7 main:app', '7'],
  ['gunicorn -w7 main:app', '7'],
  ['gunicorn --workers=7 main:app', '7'],
  ['gunicorn --workers 7 main:app', '7'],
  ['/env/bin/gunicorn main:app', '1'],
  ['python -m gunicorn main:app', '1'],
  ['FOO=1 gunicorn main:app', '1'],
  ['prepare && exec gunicorn main:app', '1'],
  ['gunicorn -c conf.py main:app', 'as conf.py says'],
  ['python main.py', undefined],
])('%s: %s workers', (entrypoint, workers) => {
  const { decisions, diagnostics } = planOf({
    'app.yaml': yaml(`entrypoint: ${entrypoint}`),
    'requirements.txt': 'gunicorn',
  });
  expect(decisions.find(({ topic }) => topic === 'workers')?.value).toBe(workers);
  expect(diagnostics.map(({ code }) => code)).toEqual(workers === '1' ? ['FB2031'] : []);
});

test('a gunicorn.conf.py of the app comes before one of ours', () => {
  const files = { 'app.yaml': yaml(), 'main.py': 'app = 1', 'requirements.txt': 'gunicorn' };
  const written = (more: Readonly<Record<string, string>>) => {
    const { image } = planOf({ ...files, ...more });
    return image.kind === 'generated' ? image.files.map(({ path }) => path) : [];
  };
  expect(written({})).toContain('gunicorn.conf.py');
  expect(written({ 'gunicorn.conf.py': 'workers = 2' })).not.toContain('gunicorn.conf.py');
});

test('gunicorn is added where it is needed and missing, and nowhere else', () => {
  const added = (requirements: string, entrypoint = 'gunicorn -w 2 main:app') =>
    dockerfileView({ 'app.yaml': yaml(`entrypoint: ${entrypoint}`), 'requirements.txt': requirements })[
      'installGunicorn'
    ];
  expect(added('flask')).toBe(true);
  expect(added('flask\ngunicorn')).toBe(false);
  expect(added('flask', 'python main.py')).toBe(false);
});

test.each([
  ['["gunicorn", "-b", ":8080", "main:app"]', []],
  ['["gunicorn", "-b", ":$PORT", "main:app"]', ['FB2023']],
  ['["gunicorn\', main:app]', ['FB2021']],
  ['["a", 1]', ['FB2021']],
  ['[]', ['FB2021']],
  ['python "main.py', ['FB2021']],
])('entrypoint %j: %j', (entrypoint, codes) => {
  const quoted = `'${entrypoint.replaceAll("'", "''")}'`;
  const files = {
    'app.yaml': yaml(`entrypoint: ${quoted}`),
    'requirements.txt': 'gunicorn',
    'gunicorn.conf.py': '',
  };
  expect(problemsOf(files).map(({ code }) => code)).toEqual(codes);
});

test.each([
  ['python main.py', '["/bin/bash", "-c", "exec python main.py"]'],
  ['["python", "main.py"]', '["python", "main.py"]'],
])('CMD of %s', (entrypoint, command) => {
  expect(dockerfileView({ 'app.yaml': yaml(`entrypoint: '${entrypoint}'`) })['command']).toBe(command);
});

test.each([
  ['python main.py', 'exec python main.py'],
  ['[ -n "$PORT" ] && exec python main.py', '["/bin/sh", "-c", "[ -n \\"$PORT\\" ] && exec python main.py"]'],
])("the legacy runtime's CMD of %s", (entrypoint, command) => {
  const app = yaml(`entrypoint: '${entrypoint}'`, 'runtime_config:', '  python_version: 3.7');
  expect(dockerfileView({ 'app.yaml': app })['command']).toBe(command);
});

test('dependencies that only other tools would install are mentioned', () => {
  const files = { 'app.yaml': yaml('entrypoint: python main.py'), 'pyproject.toml': '', 'uv.lock': '' };
  expect(problemsOf(files)).toMatchObject([{ code: 'FB2032', severity: 'warning' }]);
  expect(problemsOf({ ...files, 'requirements.txt': '' })).toEqual([]);
});
