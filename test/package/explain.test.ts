import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';
import { flexbuild } from '../support/command-line.ts';

const cwd = join(packageFolder(), 'examples/python-flask');
const explain = (...args: string[]) => flexbuild(['explain', ...args], { cwd });

test('the whole map, a key, a line and a file answer with 0, on stdout alone', () => {
  for (const question of [
    [],
    ['entrypoint'],
    ['app.yaml:2'],
    ['Dockerfile'],
    ['Dockerfile:1'],
    ['requirements.txt'],
  ])
    expect(explain(...question)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringMatching(/\S/) as string,
    });
});

test('a path says which app is meant', () => {
  const { stdout } = flexbuild(['explain', 'examples/python-flask/app.yaml:2', '--format', 'json'], {
    cwd: packageFolder(),
  });
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    kind: 'explanation',
    causes: [{ name: 'runtime' }],
  });
});

test('an error code is explained by its row and its example', () => {
  const { status, stdout } = explain('fb1006', '--format', 'json');
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'code',
    code: 'FB1006',
    fault: 'app',
    exitCode: 65,
    example: { 'app.yaml': expect.any(String) as string },
  });
});

test.each([
  ['resource.cpu', 'resources.cpu'],
  ['FB1066', 'FB1006'],
])('%s is a usage error that suggests %s', (question, near) => {
  const { status, stderr } = explain(question);
  expect(status).toBe(64);
  expect(stderr).toContain(`flexbuild explain ${near}`);
});
