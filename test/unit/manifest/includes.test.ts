import { expect, test } from 'vitest';
import { FlexbuildError, type Diagnostic } from '../../../src/core/index.ts';
import { readAppYaml } from '../../../src/manifest/index.ts';

const head = 'runtime: python\nenv: flex\n';

function read(text: string, files: Readonly<Record<string, string>>) {
  const readFile = (path: string) => files[path] ?? null;
  return readAppYaml({ file: 'web/app.yaml', text: head + text, substitutions: null, readFile });
}

function errors(text: string, files: Readonly<Record<string, string>>): readonly string[] {
  const brief = ({ code, at }: Diagnostic) =>
    `${code} ${String(at?.file)}:${String(at?.start.line)}:${String(at?.start.column)}`;
  try {
    read(text, files);
  } catch (error) {
    if (error instanceof FlexbuildError) return error.diagnostics.map(brief);
    throw error;
  }
  return [];
}

/** gcloud 528 gives the same for these files. */
test('files are merged as gcloud merges them', () => {
  const { app } = read(
    'includes: [one.yaml, two.yaml]\nenv_variables: {A: app, B: app}\nbeta_settings: {X: app}\nmanual_scaling: {instances: 2}\n',
    {
      'web/one.yaml':
        'env_variables: {A: one, C: 010}\nbuild_env_variables: {G: one}\nbeta_settings: {X: one, Y: one}\nmanual_scaling: {instances: 3}\nskip_files: one\n',
      'web/two.yaml': 'env_variables: {C: two}\nbeta_settings: {Y: two, Z: two}\nskip_files: [two, three]\n',
    },
  );
  expect(app.config).toMatchObject({
    env: { A: 'one', B: 'app', C: 'two' },
    buildEnv: {},
    betaSettings: { X: 'app', Y: 'one', Z: 'two' },
    scaling: { kind: 'manual', instances: 3 },
    skipFiles: [expect.stringContaining('RCS') as unknown, 'one', 'two', 'three'],
  });
  const at = (...key: string[]) => {
    const span = app.locate(...key);
    return `${String(span?.file)}:${String(span?.start.line)}:${String(span?.start.column)}`;
  };
  expect(at('env_variables', 'A')).toBe('web/one.yaml:1:20');
  expect(at('env_variables', 'B')).toBe('web/app.yaml:4:28');
  expect(at('beta_settings', 'X')).toBe('web/app.yaml:5:20');
  expect(at('beta_settings', 'Y')).toBe('web/one.yaml:3:28');
  expect(at('manual_scaling', 'instances')).toBe('web/one.yaml:4:29');
  expect(at('skip_files', '3')).toBe('web/two.yaml:3:19');
});

test('a file is looked for beside the one that includes it, beside app.yaml, and in the working folder', () => {
  const value = (name: string) => `env_variables: {${name}: "1"}\n`;
  const { app } = read('includes: [sub/one.yaml, folder]\n', {
    'web/sub/one.yaml': 'includes: [near.yaml, app.yaml.part, far.yaml]\n',
    'web/sub/near.yaml': value('NEAR'),
    'web/near.yaml': value('WRONG'),
    'web/app.yaml.part': value('BESIDE_APP'),
    'far.yaml': value('FAR'),
    'web/folder/include.yaml': value('FOLDER'),
  });
  expect(Object.keys(app.config.env)).toEqual(['NEAR', 'BESIDE_APP', 'FAR', 'FOLDER']);
});

test('a file that is included twice counts once', () => {
  const files = {
    'web/one.yaml': 'includes: [both.yaml]\n',
    'web/two.yaml': 'env_variables: {A: two}\nincludes: [both.yaml]\n',
    'web/both.yaml': 'env_variables: {A: both}\n',
  };
  expect(read('includes: [one.yaml, two.yaml]\n', files).app.config.env).toEqual({ A: 'two' });
});

test('what is missing, goes in circles or is wrong is told where it stands', () => {
  expect(errors('includes: [none.yaml]\n', {})).toEqual(['FB1018 web/app.yaml:3:12']);
  expect(errors('includes: [one.yaml]\n', { 'web/one.yaml': '# ring\nincludes: [one.yaml]\n' })).toEqual([
    'FB1018 web/one.yaml:2:12',
  ]);
  expect(
    errors('includes: [one.yaml]\nfoo: 1\n', { 'web/one.yaml': 'runtime: go\nenv_variables: {PORT: "1"}\n' }),
  ).toEqual(['FB1006 web/app.yaml:4:1', 'FB1006 web/one.yaml:1:1', 'FB1012 web/one.yaml:2:17']);
  expect(
    errors('includes: [one.yaml]\nautomatic_scaling: {}\n', {
      'web/one.yaml': 'manual_scaling: {instances: 1}\n',
    }),
  ).toEqual(['FB1011 web/app.yaml:3:11']);
});

test('placeholders of included files are replaced', () => {
  const { app } = readAppYaml({
    file: 'app.yaml',
    text: `${head}includes: [one.yaml]\n`,
    substitutions: { NAME: 'value' },
    readFile: (path) => (path === 'one.yaml' ? 'env_variables: {A: "${NAME}"}\n' : null),
  });
  expect(app.config.env).toEqual({ A: 'value' });
});
