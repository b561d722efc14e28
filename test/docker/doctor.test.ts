import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { connectEngine, packageFolder, type Finding } from '../../src/index.ts';
import { flexbuild } from '../support/command-line.ts';

interface Examined {
  readonly version: number;
  readonly kind: string;
  readonly healthy: boolean;
  readonly findings: readonly Finding[];
}

const flask = join(packageFolder(), 'examples/python-flask');

function examined(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const { status, stdout, stderr } = flexbuild(['doctor', ...args, '--format', 'json'], { env });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as Examined;
  const stateOf = (name: string) => report.findings.find(({ check }) => check === name)?.state;
  return { status, report, stateOf, text: stdout };
}

test('the engine that answers is described as it describes itself', async () => {
  await using engine = await connectEngine({ env: process.env });
  const { name, version, endpoint } = engine.capabilities;
  const { status, report, stateOf } = examined([flask]);
  expect(report).toMatchObject({ version: 1, kind: 'examined', healthy: status === 0 });
  const row = report.findings.find(({ check }) => check === 'engine');
  expect(row).toMatchObject({
    state: 'ok',
    message: `${name} ${version} answers at ${endpoint.url} (${endpoint.from})`,
  });
  expect(['api', 'metadata', 'node'].map(stateOf)).toEqual(['ok', 'ok', 'ok']);
  expect(stateOf('interpreter')).toBe('not-applicable');
  // The tests here make bases of Debian packages, so that can be done; a registry may be there or not.
  expect(stateOf('debian')).toBe('ok');
  expect(stateOf('registry')).toMatch(/^(ok|warning)$/);
});

test('an engine that is named and dead is a problem, with the code of a machine that is not ready', () => {
  const { status, report, stateOf } = examined([flask, '--host', 'container'], {
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
  });
  expect(status).toBe(69);
  expect(report.healthy).toBe(false);
  expect(stateOf('engine')).toBe('problem');
  expect(stateOf('api')).toBe('not-applicable');
});

test('where no app is, the machine alone is examined; an app that is named has to be there', () => {
  const empty = mkdtempSync(join(tmpdir(), 'flexbuild-test-'));
  try {
    const { stdout } = flexbuild(['doctor', '--format', 'json'], { cwd: empty });
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'examined' });
    expect(flexbuild(['doctor', empty]).status).toBe(65);
  } finally {
    rmSync(empty, { recursive: true });
  }
});

test('a dead proxy is found, without its password', () => {
  const { stateOf, text } = examined([flask], { http_proxy: 'http://ann:secret@127.0.0.1:1' });
  expect(stateOf('network')).toBe('problem');
  expect(text).not.toContain('secret');
});
