import { expect, test } from 'vitest';
import { examineDispatchYaml, fixYaml, readAppYaml, type FileKind } from '../../../src/manifest/index.ts';

test('what is plainly meant is written so, and all else stays to the byte', () => {
  const text = `# my app
module: n   # the service
runtime: python\r
env: flex

entrypoint: [gunicorn, -b, ":$PORT", "main:app"]  # starts it
envVariables: { A: yes, B: 1.50 }
runtime_config:
  # the newest
  operating_system: ubuntu22
  runtime_version: 3.10
network:
  session-affinity: "yes"
  forwarded_ports: [22:33, 8081]
`;
  const { text: fixed, fixes } = fixYaml('app', text);
  expect(fixed).toBe(`# my app
service: "n"   # the service
runtime: python\r
env: flex

entrypoint: gunicorn -b :$PORT main:app  # starts it
env_variables: { A: yes, B: 1.50 }
runtime_config:
  # the newest
  operating_system: ubuntu22
  runtime_version: "3.10"
network:
  session_affinity: yes
  forwarded_ports: ["22:33", 8081]
`);
  expect(fixes.map(({ line }) => line)).toEqual([2, 2, 6, 7, 11, 13, 13, 14]);
  expect(fixYaml('app', fixed)).toEqual({ text: fixed, fixes: [] });
});

test('a file that is fixed asks for the same', () => {
  const text = `module: api
runtime: python
env: flex
entrypoint: gunicorn main:app
runtime_config: { operating_system: ubuntu22, runtime_version: 3.10 }
`;
  const configOf = (file: string) =>
    readAppYaml({ file: 'app.yaml', text: file, substitutions: null }).app.config;
  const { text: fixed } = fixYaml('app', text);
  expect(fixed).not.toBe(text);
  expect(configOf(fixed)).toEqual(configOf(text));
});

test.each<readonly [string, FileKind, string]>([
  ['both names are there', 'app', 'service: a\nmodule: b\nruntime: python\n'],
  ['no YAML', 'app', 'module: "b\n'],
  ['an alias that is meant', 'app', 'service: &a b\nenv: *a\n'],
  ['words that a shell would read otherwise', 'app', 'entrypoint: [sh, -c, "a && b"]\n'],
  ['a list with comments', 'app', 'entrypoint: [\n  gunicorn, # the server\n  main:app]\n'],
  ['the app would get something else', 'app', 'env_variables:\n  DEBUG: no\n'],
  ['a key that is only like another', 'app', 'runtme: python\n'],
  ['nothing', 'cron', ''],
  ['nothing to do', 'cron', 'cron:\n- url: /a\n  schedule: every 5 minutes\n'],
])('left as it is: %s', (_why, kind, text) => {
  expect(fixYaml(kind, text)).toEqual({ text, fixes: [] });
});

test('a * without quotes, which YAML takes for an alias', () => {
  const { text, fixes } = fixYaml('dispatch', 'dispatch:\n- url: */mobile/*  # phones\n  module: mobile\n');
  expect(text).toBe('dispatch:\n- url: "*/mobile/*"  # phones\n  service: mobile\n');
  expect(fixes.map(({ line }) => line)).toEqual([2, 3]);
  expect(examineDispatchYaml({ file: 'dispatch.yaml', text, substitutions: null }).diagnostics).toEqual([]);
});

test('names that mean the same elsewhere', () => {
  const { text } = fixYaml(
    'cron',
    'jobs:\n- uri: /a\n  schedule: every 5 minutes\n  tz: UTC\n  retryParams: {}\n',
  );
  expect(text).toBe(
    'cron:\n- url: /a\n  schedule: every 5 minutes\n  timezone: UTC\n  retry_parameters: {}\n',
  );
});
