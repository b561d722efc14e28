import { randomUUID } from 'node:crypto';
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync, appendFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectEngine, packageFolder } from '../../src/index.ts';
import { digestOf, labels } from '../../src/core/index.ts';
import { flexbuild } from '../support/command-line.ts';
import { eventually } from '../support/eventually.ts';

// The commands as they are typed, on an app in a folder of its own, with sessions of its own.

let folder = '';
let app = '';
let env: NodeJS.ProcessEnv = {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fb '));
  app = join(folder, 'my app');
  env = { XDG_RUNTIME_DIR: folder };
  cpSync(join(packageFolder(), 'examples/python-flask'), app, { recursive: true });
});
afterEach(async () => {
  run('down', '--all');
  await using engine = await connectEngine({ env: process.env });
  for (const image of await engine.images.list({ [labels.folder]: digestOf(app).slice(0, 16) }))
    await engine.images.remove(image.id);
  rmSync(folder, { recursive: true });
});

const run = (...args: readonly string[]) => flexbuild(args, { env });
const notices = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('build', () => {
  test('builds once, says when nothing changed, and names what changed', () => {
    const first = run('build', app, '--tag', 'flexbuild-test/named:1');
    expect(first.status, first.stderr).toBe(0);
    const second = run('build', app);
    expect(second).toMatchObject({ status: 0, stdout: first.stdout });
    expect(second.stderr).toContain('up to date');
    appendFileSync(join(app, 'main.py'), '\n# changed\n');
    writeFileSync(join(app, 'new.txt'), 'new');
    const third = run('build', app, '--format', 'json');
    const reason = notices(third.stdout).find(({ kind }) => kind === 'rebuild-reason');
    expect(reason).toMatchObject({ reason: expect.stringMatching(/main\.py.*new\.txt/) as string });
    expect(notices(third.stdout).at(-1)).toMatchObject({ version: 1, kind: 'image', service: 'default' });
  });

  test('a package that does not exist is shown where it is named, and nothing is left', async () => {
    const before = await containerIds();
    appendFileSync(join(app, 'requirements.txt'), 'no-such-package-of-flexbuild==1\n');
    const { status, stdout, stderr } = run('build', app);
    expect(status).toBe(65);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/error\[FB3206\][\s\S]*requirements\.txt:5:1/);
    expect((await containerIds()).difference(before)).toEqual(new Set());
  });

  test('what gen-config wrote is built without a registry, on the base that its ARG names', () => {
    expect(run('gen-config', '--custom', '-y', app).status).toBe(0);
    const { status, stderr } = run('build', app, '--verbose');
    expect(status, stderr).toBe(0);
    expect(readFileSync(join(app, 'app.yaml'), 'utf8')).toContain('runtime: custom');
  });
});

describe('run --detach', () => {
  test('goes on in the background; ps, logs and down know it by its app', async () => {
    const rules = 'dispatch:\n- url: "*/"\n  service: default\n';
    writeFileSync(join(app, 'dispatch.yaml'), rules);
    const started = run('run', app, '--detach', '--port', '0', '--env', 'GREETING=Detached');
    expect(started.status, started.stderr).toBe(0);
    expect(started.stderr.match(/dispatch\.yaml \(1 rule\)/g)).toHaveLength(1);
    const { sessions } = JSON.parse(run('ps', '--format', 'json').stdout) as {
      sessions: { id: string; url: string; state: string }[];
    };
    expect(sessions).toMatchObject([{ id: started.stdout.trim(), state: 'running' }]);
    const page = await fetch(sessions[0]?.url ?? '');
    expect(await page.text()).toContain('Detached from default');
    expect(run('logs', app).stdout).toContain('Starting gunicorn');
    const stopped = run('down', app, '--format', 'json');
    expect(notices(stopped.stdout).at(-1)).toMatchObject({
      kind: 'stopped',
      instances: [{ exit: { code: 0 }, killed: false }],
    });
    expect(JSON.parse(run('ps', '--format', 'json').stdout)).toMatchObject({ sessions: [] });
  });

  test('an app that does not start fails the command with its own words', () => {
    writeFileSync(join(app, 'main.py'), 'raise RuntimeError("no database")\n');
    const { status, stderr } = run('run', app, '--detach', '--port', '0');
    expect(status).toBe(65);
    expect(stderr).toContain('FB5401');
    expect(stderr).toContain('no database');
    expect(JSON.parse(run('ps', '--format', 'json').stdout)).toMatchObject({ sessions: [] });
  });
});

describe('Ctrl-C', () => {
  test('twice ends an app that ignores SIGTERM at once, and leaves nothing', async () => {
    const stubborn =
      'import http.server, os\nhttp.server.HTTPServer(("", int(os.environ["PORT"])), http.server.SimpleHTTPRequestHandler).serve_forever()\n';
    writeFileSync(join(app, 'main.py'), stubborn);
    const yaml = readFileSync(join(app, 'app.yaml'), 'utf8');
    writeFileSync(join(app, 'app.yaml'), yaml.replace(/entrypoint:.*/, 'entrypoint: python main.py'));
    const child = foreground();
    await said(child, /ready: /);
    child.process.kill('SIGINT');
    await said(child, /stopping/);
    child.process.kill('SIGINT');
    const startedMs = performance.now();
    expect(await child.ended).toBe(130);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    await using engine = await connectEngine({ env: process.env });
    expect(await engine.containers.list({ [labels.app]: 'my-app-default' })).toEqual([]);
    expect(await engine.networks.list({ [labels.app]: 'my-app-default' })).toEqual([]);
  });

  test('during a build ends it, and the next one is whole', async () => {
    // Never built before, so that pip has something to do.
    appendFileSync(join(app, 'requirements.txt'), `# ${randomUUID()}\n`);
    const child = foreground();
    await said(child, /=> .*pip install -r/);
    child.process.kill('SIGINT');
    expect(await child.ended).toBe(130);
    expect(run('build', app).status).toBe(0);
  });
});

/** Of all containers, since the engine is shared: what counts is which of them are new. */
async function containerIds(): Promise<Set<string>> {
  await using engine = await connectEngine({ env: process.env });
  return new Set((await engine.containers.list({})).map(({ id }) => id));
}

interface Foreground {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  text(): string;
}

function foreground(): Foreground {
  const bin = join(packageFolder(), 'dist/bin.js');
  const child = spawn(process.execPath, [bin, 'run', app, '--port', '0'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { process: child, ended: new Promise((resolve) => child.on('close', resolve)), text: () => text };
}

/** Fails with what the command said instead, once it has ended or after the deadline of `eventually`. */
async function said(child: Foreground, pattern: RegExp): Promise<void> {
  await eventually(() => {
    if (child.process.exitCode !== null)
      throw new Error(`it ended with ${child.process.exitCode}:\n${child.text()}`);
    return Promise.resolve(pattern.test(child.text()) || null);
  });
}
