import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { glob, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'vitest';
import { directNetwork, type Address, type Job } from '../../src/core/index.ts';
import { currentOwner, processHost } from '../../src/hosts/index.ts';
import { appFiles, openProject } from '../../src/project/index.ts';
import { someInstance } from '../support/metadata.ts';

const job: Job = { notify: () => undefined, signal: new AbortController().signal };

/** From the start to the first 200 of the Flask example; the peer is gunicorn by hand in the same virtual environment. */
test('an instance as a process beside gunicorn by hand', async ({ bench }) => {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(() => rm(folder, { recursive: true }));
  const target = 'examples/python-flask';
  const project = openProject({ target, context: null, dockerfile: null, image: null, substitutions: null });
  const host = cleanUp.use(
    await processHost({
      session: { id: 'bench', owner: currentOwner() },
      folders: { sessions: join(folder, 'sessions'), environments: join(folder, 'environments') },
      user: process.env,
      network: directNetwork,
      inPlace: false,
      interpreter: 'python3',
      filesFor: () => appFiles(project, job),
    }),
  );
  await host.connectMetadata({ address: { host: '127.0.0.1', port: 1 }, secret: 'none' }, job);
  const prepared = await host.prepare(project.plan, job);
  const [environment = ''] = await Array.fromAsync(glob(join(folder, 'environments/*/bin')));
  const env = { GREETING: 'Hello', GAE_SERVICE: 'default', GAE_VERSION: '1', GAE_INSTANCE: '1' };
  const platform = { ...env, GOOGLE_CLOUD_PROJECT: 'bench', GAE_MEMORY_MB: '614' };

  // Ending what was started is not part of what is measured.
  let end: () => Promise<unknown> = () => Promise.resolve();
  const afterEach = async (): Promise<void> => {
    await end();
  };

  async function byHand(): Promise<void> {
    const port = await freePort();
    const child = spawn(join(environment, 'gunicorn'), ['--bind', `:${port}`, '--workers', '2', 'main:app'], {
      cwd: target,
      env: { ...process.env, ...platform },
      stdio: 'ignore',
    });
    await first200({ host: '127.0.0.1', port });
    end = () => (child.kill('SIGTERM'), once(child, 'exit'));
  }

  async function asInstance(): Promise<void> {
    const instance = await host.start(prepared, { identity: someInstance, env: platform }, job);
    await first200(instance.address);
    end = async () => {
      await instance.stop({ graceMs: 30_000 });
      await instance[Symbol.asyncDispose]();
    };
  }

  await bench.compare(
    bench('gunicorn by hand', { afterEach }, byHand),
    bench('flexbuild, as a process', { afterEach }, asInstance),
    { iterations: 15, time: 0, warmupIterations: 2, warmupTime: 0 },
  );
}, 300_000);

async function first200({ host, port }: Address): Promise<void> {
  for (;;) {
    const status = await fetch(`http://${host}:${port}/`).then(
      (answer) => answer.status,
      () => null,
    );
    if (status === 200) return;
    await wait(5);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
