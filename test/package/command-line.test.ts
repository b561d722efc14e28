import { join } from 'node:path';
import { expect, test } from 'vitest';
import { packageFolder, packageVersion } from '../../src/core/index.ts';
import { flexbuild } from '../support/command-line.ts';

const run = (...args: string[]) => flexbuild(args);

test('--version prints the version of the package', () => {
  expect(run('--version')).toEqual({ status: 0, stdout: `${packageVersion()}\n`, stderr: '' });
});

test('--help names every command, on stdout', () => {
  const { status, stdout } = run('--help');
  expect(status).toBe(0);
  for (const verb of ['plan', 'gen-config', 'build', 'run', 'ps', 'logs', 'down', 'base'])
    expect(stdout).toContain(`  ${verb} `);
});

test('an unknown flag is refused with the one that was meant', () => {
  const { status, stderr, stdout } = run('run', '--prot', '80');
  expect(status).toBe(64);
  expect(stdout).toBe('');
  expect(stderr).toContain('error[FB6001]');
  expect(stderr).toContain('--port');
});

test('an unknown command is refused with the one that was meant', () => {
  const { status, stderr } = run('biuld');
  expect(status).toBe(64);
  expect(stderr).toContain('build');
});

test('an app that is not there is a usage error', () => {
  expect(run('plan', 'no-such-folder')).toMatchObject({ status: 64, stdout: '' });
});

test('an env file that is not there is a usage error, said before an engine is looked for', () => {
  const app = join(packageFolder(), 'examples/python-flask');
  // By the flag's twin: Node itself refuses an `--env-file` that is not there, wherever it stands on the command line.
  const { status, stderr } = flexbuild(['run', app], {
    env: { FLEXBUILD_ENV_FILE: 'no-such.env', DOCKER_HOST: 'unix:///no/such/socket' },
  });
  expect(status).toBe(64);
  expect(stderr).toContain('error[FB6005]');
});

test('the plan is the same bytes each time, and JSON with a version', () => {
  const first = run('plan', join(packageFolder(), 'examples/python-flask'), '--format', 'json');
  const second = run('plan', join(packageFolder(), 'examples/python-flask'), '--format', 'json');
  expect(first.status).toBe(0);
  expect(first.stdout).toBe(second.stdout);
  expect(JSON.parse(first.stdout)).toMatchObject({
    version: 1,
    plans: [{ service: 'default', runtime: { id: 'python', version: '3.11' } }],
  });
});
