import { expect, test } from 'vitest';
import {
  minimalAppYaml,
  missingAppYaml,
  readAppYaml,
  setEntrypoint,
  setRuntimeCustom,
} from '../../../src/manifest/index.ts';

test('the runtime changes, its settings become comments, and all else stays', () => {
  const text = `# my app
runtime: "python"  # the language
env: flex

runtime_config:
  # from Google
  operating_system: ubuntu22

  runtime_version: "3.11"
# what runs
entrypoint: gunicorn   main:app
`;
  expect(setRuntimeCustom(text)).toBe(`# my app
runtime: custom  # the language
env: flex

# runtime_config:
#   # from Google
#   operating_system: ubuntu22
#
#   runtime_version: "3.11"
# what runs
entrypoint: gunicorn   main:app
`);
});

test.each([
  ['runtime: custom\nenv: flex\n', 'runtime: custom\nenv: flex\n'],
  [
    'env: flex\r\nruntime: python\r\nruntime_config:\r\n  a: b\r\n',
    'env: flex\r\nruntime: custom\r\n# runtime_config:\r\n#   a: b\r\n',
  ],
  ['env: flex\r\n', 'runtime: custom\r\nenv: flex\r\n'],
  ['runtime:\nenv: flex', 'runtime: custom\nenv: flex'],
  [
    '{env: flex, runtime: python, runtime_config: {a: b}}',
    '{env: flex, runtime: custom, runtime_config: {a: b}}',
  ],
  ['{env: flex}', '{runtime: custom, env: flex}'],
  ['runtime_config: {a: b}\nenv: flex\n', 'runtime: custom\n# runtime_config: {a: b}\nenv: flex\n'],
])('%j becomes %j', (text, edited) => {
  expect(setRuntimeCustom(text)).toBe(edited);
});

test('a minimal app.yaml is read back as it was meant, without a warning', () => {
  const text = minimalAppYaml({
    runtime: 'python',
    entrypoint: 'gunicorn -b :$PORT main:app # not a comment',
    settings: { operating_system: 'ubuntu24', runtime_version: '3.10' },
  });
  const { app, diagnostics } = readAppYaml({ file: 'app.yaml', text, substitutions: null });
  expect(diagnostics).toEqual([]);
  expect(app.config.entrypoint).toBe('gunicorn -b :$PORT main:app # not a comment');
  expect(app.config.runtime).toEqual({
    env: 'flex',
    id: 'python',
    settings: { operating_system: 'ubuntu24', runtime_version: '3.10' },
  });
});

test('a minimal app.yaml of a custom runtime has two lines', () => {
  expect(minimalAppYaml({ runtime: 'custom', entrypoint: null, settings: {} })).toBe(
    'runtime: custom\nenv: flex\n',
  );
});

test('a missing app.yaml is the fault of the app', () => {
  expect(missingAppYaml('shop')).toMatchObject({ fault: 'app', diagnostics: [{ code: 'FB1001' }] });
});

test.each([
  ['runtime: python\nenv: flex\n', 'entrypoint: "run \\"it\\""\nruntime: python\nenv: flex\n'],
  ['# An app.\n\nruntime: python\n', '# An app.\n\nentrypoint: "run \\"it\\""\nruntime: python\n'],
  ['runtime: python\nentrypoint:\n', 'runtime: python\nentrypoint: "run \\"it\\""\n'],
  ['{runtime: python}', '{entrypoint: "run \\"it\\"", runtime: python}'],
])('%j gets an entrypoint: %j', (text, edited) => {
  expect(setEntrypoint(text, 'run "it"')).toBe(edited);
});
