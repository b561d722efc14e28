import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directNetwork, type Notice } from '../../src/core/index.ts';
import {
  currentOwner,
  processHost,
  sweepProcesses,
  type Host,
  type ProcessHostOptions,
} from '../../src/hosts/index.ts';
import { startTime } from '../../src/hosts/owner.ts';
import type { BuildPlan } from '../../src/plan/index.ts';
import { hostContract } from '../contract/host.ts';
import { someInstance } from '../support/metadata.ts';
import { planOf } from '../support/plans.ts';
import { testJob } from '../support/session.ts';

/** The contract's app. */
const program = `
import { createServer } from 'node:http';
const { MODE, COLOUR, PORT } = process.env;
if (MODE === 'ignore') process.on('SIGTERM', () => {});
console.log('first');
if (MODE === 'end') { console.log('last'); process.exit(3); }
if (MODE === 'ignore') setInterval(() => {}, 1e6);
if (MODE === 'serve') {
  process.on('SIGTERM', () => process.exit(0));
  createServer((_, response) => response.end(COLOUR)).listen(PORT, '127.0.0.1');
}
if (MODE === 'tell') { console.log(JSON.stringify({ env: process.env, cwd: process.cwd() })); }
if (MODE === 'litter') {
  const { spawn } = await import('node:child_process');
  const { writeFileSync } = await import('node:fs');
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' });
  child.unref();
  writeFileSync('written.txt', 'by the app');
  console.log(child.pid);
  if (process.env.STAY) setInterval(() => {}, 1e6);
}
`;

let folder: string;
let sessions = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-test-'));
  await mkdir(join(folder, 'app'));
  await writeFile(join(folder, 'app', 'app.mjs'), program);
});
afterAll(() => rm(folder, { recursive: true }));

const runsNode: BuildPlan = planOf({ command: { form: 'exec', argv: [process.execPath, 'app.mjs'] } });

async function openHost(options: Partial<ProcessHostOptions> = {}): Promise<Host> {
  const host = await processHost({
    session: { id: `test${process.pid}x${++sessions}`, owner: currentOwner() },
    folders: { sessions: join(folder, 'sessions'), environments: join(folder, 'environments') },
    user: { PATH: process.env['PATH'], HOME: folder, SECRET_OF_THE_SHELL: 'x' },
    network: directNetwork,
    inPlace: false,
    interpreter: null,
    filesFor: () =>
      Promise.resolve({
        folder: join(folder, 'app'),
        entries: [
          {
            kind: 'file',
            path: 'app.mjs',
            mode: 0o644,
            modifiedMs: Date.UTC(2024, 0, 1),
            size: program.length,
            content: () => Buffer.from(program),
          },
        ],
      }),
    ...options,
  });
  await host.connectMetadata({ address: { host: '127.0.0.1', port: 1 }, secret: 'none' }, testJob());
  return host;
}

hostContract('processes', async () => {
  const host = await openHost();
  const prepared = await host.prepare(runsNode, testJob());
  return { host, prepared, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
});

async function firstLine(host: Host, env: Record<string, string>, plan = runsNode): Promise<string> {
  const prepared = await host.prepare(plan, testJob());
  const instance = await host.start(prepared, { identity: someInstance, env }, testJob());
  for await (const { text } of instance.output()) if (text !== 'first') return text;
  return '';
}

describe('an instance', () => {
  test('gets PATH of the shell and nothing else, folders of its own and a port that is free', async () => {
    await using host = await openHost();
    const line = await firstLine(host, { MODE: 'tell', PORT: '8080', GAE_SERVICE: 'default' });
    const { env, cwd } = JSON.parse(line) as { env: Record<string, string>; cwd: string };
    const own = join(folder, 'sessions', `test${process.pid}x${sessions}`, someInstance.instance);
    expect(Object.keys(env).toSorted()).toEqual(
      [
        'GAE_SERVICE',
        'GCE_METADATA_HOST',
        'GCE_METADATA_IP',
        'GCE_METADATA_ROOT',
        'HOME',
        'METADATA_SERVER_DETECTION',
        'MODE',
        'PATH',
        'PORT',
        'TMPDIR',
      ].toSorted(),
    );
    expect(env).toMatchObject({
      HOME: join(own, 'home'),
      TMPDIR: join(own, 'tmp'),
      PATH: process.env['PATH'],
    });
    expect(env['PORT']).not.toBe('8080');
    expect(env['GCE_METADATA_HOST']).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(cwd).toBe(join(own, 'app'));
  });

  test('is who it is to the metadata server, through a port of its own', async () => {
    const lines: string[] = [];
    const server = createServer((socket) => {
      socket.once('data', (bytes) => {
        lines.push(bytes.toString());
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
    await using host = await openHost();
    await host.connectMetadata({ address, secret: 'hush' }, testJob());
    const { env } = JSON.parse(await firstLine(host, { MODE: 'tell' })) as { env: Record<string, string> };
    await fetch(`http://${env['GCE_METADATA_HOST']}/`);
    server.close();
    expect(lines.join('').split('\n')[0]).toBe(`FLEXBUILD/1 hush ${someInstance.instance}`);
    expect(host.identify(someInstance.instance)).toEqual(someInstance);
  });

  test('writes to its own copy of the app, or to the app itself where that was asked for', async () => {
    {
      await using host = await openHost();
      await firstLine(host, { MODE: 'litter' });
      expect(await readdir(join(folder, 'app'))).toEqual(['app.mjs']);
    }
    await using host = await openHost({ inPlace: true });
    await firstLine(host, { MODE: 'litter' });
    expect(await readdir(join(folder, 'app'))).toEqual(['app.mjs', 'written.txt']);
    await rm(join(folder, 'app', 'written.txt'));
  });

  test('takes with it whatever it has started', async () => {
    await using host = await openHost();
    const child = Number(await firstLine(host, { MODE: 'litter' }));
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  test('whose program is not there is an error that names it', async () => {
    await using host = await openHost();
    const plan = planOf({ command: { form: 'exec', argv: ['no-such-program'] } });
    const prepared = await host.prepare(plan, testJob());
    const start = host.start(prepared, { identity: someInstance, env: {} }, testJob());
    await expect(start).rejects.toMatchObject({ diagnostics: [{ code: 'FB5321' }] });
  });
});

describe('a host that is killed', () => {
  const killed = `
    const { processHost, currentOwner } = await import(${JSON.stringify(new URL('../../src/hosts/index.ts', import.meta.url))});
    const { planOf } = await import(${JSON.stringify(new URL('../support/plans.ts', import.meta.url))});
    const { someInstance } = await import(${JSON.stringify(new URL('../support/metadata.ts', import.meta.url))});
    const folder = process.env.FOLDER;
    const job = { notify() {}, signal: new AbortController().signal };
    const host = await processHost({
      session: { id: 'killed', owner: currentOwner() },
      folders: { sessions: folder + '/killed', environments: folder + '/environments' },
      user: { PATH: process.env.PATH }, network: { proxy: {}, ca: null }, inPlace: true, interpreter: null,
      filesFor: () => Promise.resolve({ folder: folder + '/app', entries: [] }),
    });
    await host.connectMetadata({ address: { host: '127.0.0.1', port: 1 }, secret: 'none' }, job);
    const prepared = await host.prepare(planOf({ command: { form: 'exec', argv: [process.execPath, 'app.mjs'] } }), job);
    const instance = await host.start(prepared, { identity: someInstance, env: { MODE: 'litter', STAY: '1' } }, job);
    for await (const { text } of instance.output()) console.log(text);
  `;

  test('leaves no process, grandchildren included, and what it leaves on disk the next one removes', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', killed], {
      env: { ...process.env, FOLDER: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const grandchild = await new Promise<number>((resolve) => {
      child.stdout.on('data', (bytes: Buffer) => {
        const found = /^\d+$/m.exec(bytes.toString());
        if (found) resolve(Number(found[0]));
      });
    });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    await expect.poll(() => isAlive(grandchild), { timeout: 5_000 }).toBe(false);
    await rm(join(folder, 'app', 'written.txt'));
    expect(await readdir(join(folder, 'killed'))).toEqual(['killed']);
    const notices: Notice[] = [];
    await sweepProcesses(join(folder, 'killed'), { ...testJob(), notify: (notice) => notices.push(notice) });
    expect(notices).toMatchObject([{ kind: 'swept', session: 'killed' }]);
    expect(await readdir(join(folder, 'killed'))).toEqual([]);
  });

  test('and whose watcher is killed too leaves a record that ends its processes, and no others', async () => {
    const sessionsFolder = join(folder, 'recorded');
    const instance = join(sessionsFolder, 'dead', 'instance');
    const other = join(sessionsFolder, 'dead', 'other');
    await mkdir(instance, { recursive: true });
    await mkdir(other);
    const [orphan, bystander] = [1, 2].map(() => {
      return spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
    });
    const owner = currentOwner().split('/');
    await writeFile(join(sessionsFolder, 'dead', 'owner'), [...owner.slice(0, 3), '1'].join('/'));
    const record = { pid: orphan?.pid, started: startTime(orphan?.pid ?? 0) };
    await writeFile(join(instance, 'process.json'), JSON.stringify(record));
    await writeFile(join(other, 'process.json'), JSON.stringify({ pid: bystander?.pid, started: '1' }));
    await sweepProcesses(sessionsFolder, testJob());
    await expect.poll(() => orphan?.signalCode).toBe('SIGKILL');
    expect(isAlive(bystander?.pid ?? 0)).toBe(true);
    bystander?.kill('SIGKILL');
    await expect(stat(join(sessionsFolder, 'dead'))).rejects.toThrow();
  });
});

describe('limits', () => {
  test('are the scope of a systemd of the user, where there is one', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    // Runs what follows `--`, and keeps what it was told before.
    const fake = `#!/bin/sh\nwhile [ "$1" != -- ]; do echo "$1" >>${folder}/told; shift; done; shift; exec "$@"\n`;
    await writeFile(join(bin, 'systemd-run'), fake, { mode: 0o755 });
    const notices: Notice[] = [];
    await using host = await openHost({ user: { PATH: `${bin}:${process.env['PATH']}` } });
    const plan = {
      ...runsNode,
      run: { ...runsNode.run, resources: { ...runsNode.run.resources, cpu: 2, memoryGb: 1.5 } },
    };
    const prepared = await host.prepare(plan, { ...testJob(), notify: (notice) => notices.push(notice) });
    await using instance = await host.start(
      prepared,
      { identity: someInstance, env: { MODE: 'end' } },
      testJob(),
    );
    expect((await instance.exited).code).toBe(3);
    const told = (await readFile(join(folder, 'told'), 'utf8')).split('\n');
    expect(told).toContain('--property=MemoryMax=1610612736');
    expect(told).toContain('--property=CPUQuota=200%');
    expect(notices).toEqual([]);
  });

  test('are named once as not enforced where there is none', async () => {
    const notices: Notice[] = [];
    await using host = await openHost({ user: { PATH: '/nowhere' } });
    const job = { ...testJob(), notify: (notice: Notice) => notices.push(notice) };
    await host.prepare(runsNode, job);
    await host.prepare(planOf({ command: { form: 'exec', argv: ['true'] } }), job);
    expect(notices).toMatchObject([{ kind: 'diagnostic', diagnostic: { code: 'FB5325' } }]);
  });
});

/** One that has ended and waits for its parent to notice does not count. */
function isAlive(pid: number): boolean {
  return startTime(pid) !== null;
}
