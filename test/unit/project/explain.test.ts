import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  explainProject,
  openGeneration,
  selectExplanation,
  writeGeneration,
  type Explanation,
} from '../../../src/project/index.ts';
import { packageFolder } from '../../../src/core/index.ts';
import type { Decision } from '../../../src/plan/index.ts';

const explain = async (target: string): Promise<Explanation> =>
  await explainProject({ target, context: null, dockerfile: null, image: null, substitutions: null });

const cases = join(packageFolder(), 'test/golden/cases');

test.each(readdirSync(cases))(
  '%s: every line and every decision has its reasons in the app',
  async (name) => {
    const app = join(cases, name, 'app');
    const { causes, lines } = await explain(app);
    const reached = new Set(causes.flatMap((cause) => cause.lines));
    // Some decisions are nobody's: a default version, dependencies where there are none.
    const isNobodys = ({ from }: Decision) => from.keys.length + from.files.length === 0;
    expect(lines.filter((line) => !reached.has(line) && !line.decisions.some(isNobodys))).toEqual([]);
    for (const { kind, name: path } of causes.filter((cause) => cause.decisions.length > 0)) {
      if (kind === 'file') expect(existsSync(join(app, path))).toBe(true);
      else
        expect(path).toMatch(/^(entrypoint|runtime_config\.\w+|(build_)?env_variables\.\w+|resources\.cpu)$/);
    }
  },
);

describe('an app on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'flexbuild-explain-'));
    write('main.py', 'app = None\n');
    write('requirements.txt', 'flask\n');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (path: string, text: string) => writeFileSync(join(folder, path), text);
  const appYaml = (text: string) => write('app.yaml', `runtime: python\nenv: flex\n${text}`);
  const ask = async (question: string) => selectExplanation(question, await explain(folder));
  const namesOf = ({ causes }: Awaited<ReturnType<typeof ask>>) => causes.map(({ name }) => name);

  const config = (settings: string) => ['app.yaml', `runtime_config:\n${settings}`] as const;

  // The map is held against what happens: lines that a change of a key or a file brings have to be explained by it.
  test.each([
    [
      'resources.cpu',
      ['app.yaml', 'resources: {cpu: 2, memory_gb: 3}\n'],
      ['app.yaml', 'resources: {cpu: 4, memory_gb: 4}\n'],
    ],
    ['entrypoint', ['app.yaml', 'entrypoint: python a.py\n'], ['app.yaml', 'entrypoint: python b.py\n']],
    [
      'runtime_config.runtime_version',
      config('  runtime_version: "3.9"\n'),
      config('  runtime_version: "3.13"\n'),
    ],
    [
      'runtime_config.operating_system',
      config('  operating_system: ubuntu18\n'),
      config('  operating_system: ubuntu24\n'),
    ],
    ['runtime_config.python_version', config('  python_version: "3.6"\n'), config('  python_version: ""\n')],
    [
      'build_env_variables.GOOGLE_ENTRYPOINT',
      ['app.yaml', 'build_env_variables: {GOOGLE_ENTRYPOINT: a}\n'],
      ['app.yaml', 'build_env_variables: {GOOGLE_ENTRYPOINT: b}\n'],
    ],
    ['skip_files', ['app.yaml', 'skip_files: [a]\n'], ['app.yaml', '']],
    ['requirements.txt', ['requirements.txt', ''], ['requirements.txt', '-e .\n']],
    ['Procfile', ['Procfile', 'web: python a.py\n'], ['Procfile', 'web: python b.py\n']],
  ] as const)('what a change of %s brings is explained by it', async (name, [path, before], [, after]) => {
    appYaml('');
    const put = (text: string) => (path === 'app.yaml' ? appYaml(text) : write(path, text));
    const textOf = ({ path: file, text }: Explanation['lines'][number]) => `${file}: ${text}`;
    put(before);
    const old = new Set((await explain(folder)).lines.map(textOf));
    put(after);
    const { causes, lines } = await explain(folder);
    const brought = lines.filter((line) => !old.has(textOf(line)));
    const explained = new Set(causes.find((cause) => cause.name === name)?.lines);
    expect(brought.length).toBeGreaterThan(0);
    expect(brought.filter((line) => !explained.has(line))).toEqual([]);
  });

  test('a key, a section, and a line of app.yaml of either', async () => {
    appYaml('resources:\n  cpu: 2\n  memory_gb: 3\n');
    const both = ['resources.cpu', 'resources.memory_gb'];
    expect(namesOf(await ask('resources.cpu'))).toEqual(['resources.cpu']);
    expect(namesOf(await ask('app.yaml:4'))).toEqual(['resources.cpu']);
    expect(namesOf(await ask('app.yaml:3'))).toEqual(both);
    expect(namesOf(await ask('resources'))).toEqual(both);
    expect(namesOf(await ask('app.yaml'))).toEqual(['runtime', 'env', ...both]);
  });

  test('a limit, a variable and a check', async () => {
    appYaml('resources: {memory_gb: 2}\nenv_variables: {GREETING: Hello}\nreadiness_check: {path: /ready}\n');
    const effectsOf = async (key: string) => (await ask(key)).causes.flatMap(({ effects }) => effects);
    expect(await effectsOf('resources.memory_gb')).toEqual([
      { key: 'resources.memory_gb', kind: 'limit', value: '2 GB memory' },
      { key: 'resources.memory_gb', kind: 'variable', value: 'GAE_MEMORY_MB' },
    ]);
    expect(await effectsOf('env_variables')).toMatchObject([{ kind: 'variable', value: 'GREETING' }]);
    expect(await effectsOf('readiness_check.path')).toMatchObject([
      { kind: 'check', value: expect.stringContaining('GET /ready') as string },
    ]);
  });

  test('a line of the Dockerfile leads back to app.yaml and to other files', async () => {
    appYaml('runtime_config: {operating_system: ubuntu22, runtime_version: "3.11"}\n');
    const { lines } = await explain(folder);
    const numberOf = (start: string) => lines.find(({ text }) => text.startsWith(start))?.line ?? 0;
    const base = await ask(`Dockerfile:${numberOf('ARG BASE_IMAGE')}`);
    expect(namesOf(base)).toEqual(['runtime_config.runtime_version']);
    expect(base.lines).toMatchObject([
      { template: 'runtimes/python/Dockerfile.hbs', decisions: [{ topic: 'base' }] },
    ]);
    expect(namesOf(await ask(`Dockerfile:${numberOf('COPY requirements.txt')}`))).toEqual([
      'requirements.txt',
    ]);
    expect(namesOf(await ask(`Dockerfile:${numberOf('USER')}`))).toEqual(['runtime']);
  });

  test('a warning stands at the line that it is about', async () => {
    appYaml('entrypoint: gunicorn -b :$PORT main:app\nhandlers: []\n');
    expect((await ask('app.yaml:3')).causes[0]?.diagnostics.map(({ code }) => code)).toContain('FB2030');
    expect((await ask('app.yaml:4')).diagnostics).toMatchObject([{ at: { start: { line: 4 } } }]);
  });

  test.each([
    ['resource.cpu', 'resources.cpu'],
    ['Dockerfil:1', 'Dockerfile'],
    ['app.yml', 'app.yaml'],
    ['app.yaml:99', 'app.yaml'],
    ['Dockerfile:999', 'Dockerfile'],
  ])('%s is not there, and %s is suggested', async (question, near) => {
    appYaml('');
    const explanation = await explain(folder);
    expect(() => selectExplanation(question, explanation)).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({
            code: 'FB3220',
            hint: expect.stringContaining(`explain ${near}`) as string,
          }),
        ],
      }),
    );
  });

  test('a Dockerfile of its own that was generated is explained as it is on disk', async () => {
    appYaml('entrypoint: gunicorn -b :$PORT -w 3 main:app\n');
    const generation = await openGeneration({
      target: folder,
      context: null,
      substitutions: null,
      runtime: null,
      entrypoint: null,
    });
    writeGeneration(generation, false, { notify: () => undefined, signal: new AbortController().signal });
    const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8');
    write('app.yaml', 'runtime: custom\nenv: flex\nentrypoint: gunicorn -b :$PORT -w 3 main:app\n');
    write('Dockerfile', `# mine\r\n${dockerfile.replace('USER 33:33', 'USER 1:1').replaceAll('\n', '\r\n')}`);
    const { lines } = await explain(folder);
    const own = lines.filter(({ template }) => template === null);
    expect(own.map(({ line, text }) => [line, text])).toEqual([
      [1, '# mine'],
      [expect.any(Number) as number, 'USER 1:1'],
    ]);
    const command = lines.find(({ path, text }) => path === 'Dockerfile' && text.startsWith('CMD'));
    expect(dockerfile.split('\n')[(command?.line ?? 0) - 2]).toBe(command?.text);
    expect(namesOf(await ask(`Dockerfile:${command?.line ?? 0}`))).toEqual(['entrypoint']);
  });

  test('a Dockerfile that nobody generated explains nothing but its base', async () => {
    write('app.yaml', 'runtime: custom\nenv: flex\n');
    write('Dockerfile', 'FROM scratch\n');
    expect((await explain(folder)).lines).toEqual([]);
  });
});
