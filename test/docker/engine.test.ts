import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packTar } from '../../src/archive/index.ts';
import { connectEngine, type Container, type ContainerSpec, type Engine } from '../../src/engine/index.ts';
import { engineContract } from '../contract/engine.ts';
import { containerSpec } from '../support/container-spec.ts';
import { eventually } from '../support/eventually.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';
import { ensureTinyImage, tinyImage } from '../support/tiny-image.ts';

engineContract('the engine of this machine', async () => {
  const engine = await connectEngine({ env: process.env });
  return { engine, image: await ensureTinyImage(engine) };
});

let engine: Engine;
let session: TestSession;
beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  await ensureTinyImage(engine);
  session = testSession(engine);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

function start(script: string, parts: Partial<ContainerSpec> = {}): Promise<Container> {
  const { labels } = session;
  return engine.containers.start(
    containerSpec({ image: tinyImage, labels, command: ['sh', '-c', script], ...parts }),
    testJob(),
  );
}

async function outputOf(container: Container): Promise<readonly string[]> {
  return (await Array.fromAsync(container.output())).map((line) => line.text);
}

const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' });

describe('a container', () => {
  test('answers on its published port', async () => {
    await using container = await start(
      'mkdir /www && echo hello >/www/index.html && exec httpd -f -p 8080 -h /www',
      {
        publish: [8080],
      },
    );
    const { host, port } = container.address(8080);
    const body = await eventually(() =>
      fetch(`http://${host}:${port}/`).then(
        (response) => response.text(),
        () => null,
      ),
    );
    expect(body).toBe('hello\n');
  });

  test('has its limits, its tmpfs and no capability but those asked for', async () => {
    await using container = await start(
      'df -m /scratch | tail -n 1; stat -c %a /scratch; grep CapEff /proc/self/status',
      {
        tmpfs: { '/scratch': { sizeBytes: 3 * 2 ** 20 } },
        limits: { cpus: 0.5, memoryBytes: 64 * 2 ** 20 },
        capabilities: ['NET_BIND_SERVICE'],
      },
    );
    const [disk, mode, caps] = await outputOf(container);
    expect(disk).toMatch(/^tmpfs +3 /);
    expect(mode).toBe('1777');
    expect(caps).toMatch(/^CapEff:\s*0000000000000400$/);
    const limits = docker(
      'inspect',
      '-f',
      '{{.HostConfig.NanoCpus}} {{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}',
      container.id,
    );
    expect(limits.trim()).toBe('500000000 67108864 67108864');
  });

  test('that takes too much memory is killed, and its exit says so', async () => {
    await using container = await start('tail /dev/zero', {
      limits: { cpus: null, memoryBytes: 16 * 2 ** 20 },
    });
    expect(await container.exited).toEqual({ code: 137, outOfMemory: true });
  });

  test('keeps its link-local address and its aliases', async () => {
    const network = await engine.networks.create({ name: session.name('net'), labels: session.labels });
    const attach = (aliases: readonly string[], linkLocalAddress: string): ContainerSpec['networks'] => [
      { network: network.name, aliases, linkLocalAddress },
    ];
    const serve = 'mkdir /www && echo it is me >/www/index.html && exec httpd -f -p 80 -h /www';
    await using server = await start(serve, { networks: attach(['metadata.test'], '169.254.169.254') });
    const ask = (url: string): string => `until wget -q -O - ${url}; do sleep 0.1; done`;
    await using client = await start(`${ask('http://metadata.test/')}; ${ask('http://169.254.169.254/')}`, {
      networks: attach([], '169.254.8.1'),
    });
    expect(await outputOf(client)).toEqual(expect.arrayContaining(['it is me', 'it is me']));
    expect(server.id).not.toBe(client.id);
  });

  test('joins every network it is given', async () => {
    const names = [session.name('one'), session.name('two')];
    for (const name of names) await engine.networks.create({ name, labels: session.labels });
    await using container = await start('ip -o -4 addr | grep -c eth', {
      networks: names.map((network) => ({ network, aliases: [], linkLocalAddress: null })),
    });
    expect(await outputOf(container)).toEqual(['2']);
  });

  test("reaches this machine at the engine's host address", async ({ skip }) => {
    const { hostAddress } = engine.capabilities;
    if (hostAddress === null) {
      skip('the engine is on a machine of its own');
      return;
    }
    const server = createServer((_request, response) => response.end('from the host')).listen(0, hostAddress);
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      await using container = await start(`wget -q -O - http://host.docker.internal:${port}/`, {
        extraHosts: ['host.docker.internal:host-gateway'],
      });
      expect(await outputOf(container)).toEqual(['from the host']);
    } finally {
      server.close();
    }
  });

  test('hands over a flood of output whole', async () => {
    await using container = await start('seq 1 200000');
    const lines = await outputOf(container);
    expect(lines).toHaveLength(200_000);
    expect(lines.at(-1)).toBe('200000');
  });

  test('of a command that is not there does not start, and leaves nothing', async () => {
    const labels = { ...session.labels, 'dev.flexbuild.test': session.name('no-command') };
    await expect(start('', { command: ['/no/such/program'], labels })).rejects.toMatchObject({
      diagnostics: [{ code: 'FB4008' }],
    });
    expect(await engine.containers.list(labels)).toEqual([]);
  });

  test('with a name that is taken does not start', async () => {
    const name = session.name('taken');
    await using _first = await start('sleep 60', { name });
    await expect(start('sleep 60', { name })).rejects.toMatchObject({ diagnostics: [{ code: 'FB4009' }] });
  });
});

describe('an image', () => {
  test('that no registry gives is not pulled', async () => {
    const startedMs = performance.now();
    const options = { timeoutMs: 3000, platform: null };
    expect(await engine.images.pull('registry.invalid/flexbuild-test/absent:1', options, testJob())).toBe(
      false,
    );
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });

  test('that is no archive is not loaded', async () => {
    const archive = packTar([{ kind: 'directory', path: 'nothing', mode: 0o755, modifiedMs: 0 }]);
    await expect(engine.images.load(archive, testJob())).rejects.toMatchObject({
      diagnostics: [{ code: 'FB4010' }],
    });
  });
});
