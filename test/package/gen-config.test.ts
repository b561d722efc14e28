import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';
import { flexbuild } from '../support/command-line.ts';

let app: string;
beforeEach(() => {
  app = join(mkdtempSync(join(tmpdir(), 'flexbuild test ')), 'my app');
  cpSync(join(packageFolder(), 'examples/python-flask'), app, { recursive: true });
});
afterEach(() => rmSync(join(app, '..'), { recursive: true }));

const text = (name: string) => readFileSync(join(app, name), 'utf8');

test('-y writes the files and changes app.yaml, comments kept', () => {
  const { status, stderr } = flexbuild(['gen-config', '--custom', '-y', app]);
  expect(status).toBe(0);
  expect(stderr).toContain('Writing [Dockerfile]');
  expect(text('app.yaml')).toMatch(/^# A Flask app[^\n]*\nruntime: custom\nenv: flex\n/);
  expect(text('Dockerfile')).toMatch(/^ARG BASE_IMAGE=python:3\.11-slim-bookworm$/m);
  expect(readdirSync(app)).toEqual(
    expect.arrayContaining(['.dockerignore', 'Dockerfile', 'gunicorn.conf.py']),
  );
  const backup = /text that was there is in (\S+)\./.exec(stderr)?.[1] ?? '';
  expect(readFileSync(backup, 'utf8')).toContain('runtime: python');
});

test('off a terminal without -y app.yaml stays, and the command says what that means', () => {
  const before = text('app.yaml');
  const { status, stderr } = flexbuild(['gen-config', '--custom', app]);
  expect(status).toBe(0);
  expect(text('app.yaml')).toBe(before);
  expect(stderr).toMatch(/Not writing \[.*app\.yaml\].*not the Dockerfile/);
});

test('what exists is kept, unless --force replaces it', () => {
  writeFileSync(join(app, '.dockerignore'), 'mine\n');
  expect(flexbuild(['gen-config', '--custom', app]).stderr).toContain(
    'Not writing [.dockerignore], it already exists',
  );
  expect(text('.dockerignore')).toBe('mine\n');
  rmSync(join(app, 'Dockerfile'));
  flexbuild(['gen-config', '--custom', '--force', app]);
  expect(text('.dockerignore')).not.toBe('mine\n');
});

test('--stdout prints what would be written, and writes nothing', () => {
  const { status, stdout } = flexbuild(['gen-config', '--custom', '--stdout', app]);
  expect(status).toBe(0);
  expect(stdout).toContain('ARG BASE_IMAGE=');
  expect(existsSync(join(app, 'Dockerfile'))).toBe(false);
});

test('an app that is custom already has nothing to generate', () => {
  flexbuild(['gen-config', '--custom', '-y', app]);
  const { status, stderr } = flexbuild(['gen-config', '--custom', app]);
  expect(status).toBe(64);
  expect(stderr).toContain('FB3211');
});

test('a folder without app.yaml gets one that plans', () => {
  rmSync(join(app, 'app.yaml'));
  expect(flexbuild(['gen-config', app]).status).toBe(0);
  expect(flexbuild(['plan', app]).status).toBe(0);
  expect(flexbuild(['gen-config', app])).toMatchObject({ status: 64 });
});

test('as JSON, each line has a version', () => {
  const lines = flexbuild(['gen-config', '--custom', '-y', '--format', 'json', app])
    .stdout.trim()
    .split('\n');
  const notices = lines.map((line) => JSON.parse(line) as { version: number; kind: string });
  expect(notices.every(({ version }) => version === 1)).toBe(true);
  expect(notices.at(-1)).toMatchObject({ kind: 'generated', runtime: 'custom' });
});
