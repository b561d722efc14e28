import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageFolder } from '../../src/core/index.ts';
import { flexbuild } from '../support/command-line.ts';
import { onTerminal } from '../support/terminal.ts';

let app: string;
beforeEach(() => {
  app = join(mkdtempSync(join(tmpdir(), 'flexbuild test ')), 'my app');
  cpSync(join(packageFolder(), 'examples/python-flask'), app, { recursive: true });
  rmSync(join(app, 'app.yaml'));
});
afterEach(() => rmSync(join(app, '..'), { recursive: true }));

const appYaml = () => readFileSync(join(app, 'app.yaml'), 'utf8');
const entrypoint = ['--entrypoint', 'gunicorn -b :$PORT main:app'];

test('an app.yaml that can be planned, and commands that can be typed as they are shown', () => {
  const { status, stdout, stderr } = flexbuild(['init', app, ...entrypoint]);
  expect(status, stderr).toBe(0);
  expect(stderr).toContain('Writing [');
  expect(stdout).toContain(`  flexbuild run '${app}' `);
  expect(appYaml()).toContain('entrypoint: gunicorn -b :$PORT main:app\n');
  expect(flexbuild(['plan', app]).status).toBe(0);
});

test('an app.yaml that is there stays as it is', () => {
  writeFileSync(join(app, 'app.yaml'), 'runtime: python\nenv: flex\n');
  const { status, stderr } = flexbuild(['init', app]);
  expect(status).toBe(64);
  expect(stderr).toContain('FB3213');
  expect(appYaml()).toBe('runtime: python\nenv: flex\n');
});

test('off a terminal nobody is asked: without an entrypoint nothing is written', () => {
  writeFileSync(join(app, 'main.py'), 'import shop\n');
  const { status, stderr } = flexbuild(['init', app]);
  expect(status).toBe(65);
  expect(stderr).toMatch(/FB2020[^]*--entrypoint/);
  expect(existsSync(join(app, 'app.yaml'))).toBe(false);
});

test('on a terminal the command that most likely starts the app is offered, and Enter takes it', async () => {
  writeFileSync(join(app, 'main.py'), 'import shop\n');
  mkdirSync(join(app, 'shop'));
  writeFileSync(join(app, 'shop/wsgi.py'), 'application = None\n');
  const terminal = onTerminal(['init', app]);
  await terminal.sees('[gunicorn -b :$PORT shop.wsgi]: ');
  terminal.type('');
  const { status, screen } = await terminal.ended;
  expect(status, screen).toBe(0);
  expect(screen).toContain('Next:');
  expect(appYaml()).toContain('entrypoint: gunicorn -b :$PORT shop.wsgi\n');
});

test('a Dockerfile makes it a custom runtime, which has no Dockerfile to take over', () => {
  writeFileSync(join(app, 'Dockerfile'), 'FROM scratch\nCMD ["/app"]\n');
  const { status, stdout } = flexbuild(['init', app, '--format', 'json']);
  expect(status).toBe(0);
  const result = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as object;
  expect(result).toMatchObject({ version: 1, kind: 'initialised', runtime: 'custom' });
  expect(JSON.stringify(result)).not.toContain('gen-config');
});

test('a folder in which nothing is known is said to be one', () => {
  const empty = join(app, 'empty');
  mkdirSync(empty);
  const { status, stderr } = flexbuild(['init', empty]);
  expect(status).toBe(65);
  expect(stderr).toContain('FB2001');
});
