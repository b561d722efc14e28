import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FlexbuildError, formatAddress, labels, type Notice } from '../../src/core/index.ts';
import { listSessions, startApp, type RunningEmulator } from '../../src/emulator/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { sweep } from '../../src/hosts/index.ts';
import { runOptions, type RunDifference } from '../support/run-app.ts';
import { testJob } from '../support/session.ts';
import { containerSpec } from '../support/container-spec.ts';
import { ensureTinyImage } from '../support/tiny-image.ts';

let engine: Engine;
let folder = '';
const started: RunningEmulator[] = [];

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one[Symbol.asyncDispose]()));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('an app that answers', () => {
  test('has the environment of flex, its own and what the desk adds', async () => {
    const { ask } = await run({ env: { DEBUG: '1' } });
    const env = (await ask('/env')) as Record<string, string>;
    expect(env).toMatchObject({
      PORT: '8080',
      GAE_INSTANCE: expect.stringMatching(/^aef-default-\d{8}t\d{6}-[0-9a-z]{4}$/) as string,
      GAE_MEMORY_MB: '614',
      GAE_SERVICE: 'default',
      GAE_VERSION: expect.stringMatching(/^\d{8}t\d{6}$/) as string,
      GAE_DEPLOYMENT_ID: expect.stringMatching(/^\d{18}$/) as string,
      GCLOUD_PROJECT: 'flexbuild-test',
      GOOGLE_CLOUD_PROJECT: 'flexbuild-test',
      COLOUR: 'blue',
      DEBUG: '1',
    });
    expect(env['HOSTNAME']).toMatch(/^[0-9a-f]{12}$/);
    expect(Object.keys(env)).not.toContain('GAE_ENV');
  });

  test('reaches the metadata server by its names and by its address, as the instance it is', async () => {
    const { ask, emulator } = await run();
    const instance = emulator.state().instances[0]?.instance;
    for (const host of [
      'metadata.google.internal',
      'metadata.google.internal.',
      'metadata',
      '169.254.169.254',
    ]) {
      const name = await ask(`/fetch?url=http://${host}/computeMetadata/v1/instance/name`);
      expect(name, host).toBe(instance);
    }
  });

  test('reaches it so on engines without link-local addresses too, each instance as itself', async () => {
    const { ask, emulator } = await run({ linkLocalAddresses: false, instances: 2 });
    for (const host of ['metadata.google.internal', 'metadata', '169.254.169.254']) {
      const names = await Promise.all(
        emulator.state().instances.map(async ({ address }) => {
          const url = `http://${formatAddress(address ?? expect.fail('it does not run'))}/fetch?url=http://${host}/computeMetadata/v1/instance/name`;
          return (await (await fetch(url)).json()) as string;
        }),
      );
      expect(names, host).toEqual(emulator.state().instances.map(({ instance }) => instance));
    }
    expect((await ask('/auth')) as object).toMatchObject({ project: 'flexbuild-test' });
  });

  test("is found out by Google's own library, unmodified", async () => {
    const { ask } = await run();
    expect(await ask('/auth')).toMatchObject({
      project: 'flexbuild-test',
      account: 'flexbuild-test@appspot.gserviceaccount.com',
      token: expect.stringContaining('flexbuild') as string,
    });
  });

  test('has its tmpfs, its memory limit, a volume of the desk, a neighbour in another network, and this machine', async () => {
    writeFileSync(join(folder, 'note.txt'), 'from the desk');
    // The app is not root.
    chmodSync(folder, 0o755);
    await using neighbour = await startNeighbour();
    await using here = await serveHere('from this machine');
    const { ask } = await run({ volumes: [`${folder}:/desk:ro`], networks: [neighbour.network] });
    expect(await ask('/size?path=/mnt/scratch')).toBe(Math.ceil((0.01 * 2 ** 30) / 4096) * 4096);
    expect(await ask('/read?path=/desk/note.txt')).toBe('from the desk');
    expect(await ask('/fetch?url=http://neighbour:8000/hello.txt')).toBe('hello\n');
    expect(await ask(`/fetch?url=http://host.docker.internal:${here.port}/`)).toBe('from this machine');
    const limits = ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes'];
    const read = await Promise.all(limits.map((path) => ask(`/read?path=${path}`)));
    expect(read.map((text) => Number(text))).toContain(614 * 2 ** 20);
  });

  test('sessions live side by side, each with its own metadata', async () => {
    const [one, two] = await Promise.all([run({ project: 'project-one' }), run({ project: 'project-two' })]);
    const project = '/fetch?url=http://169.254.169.254/computeMetadata/v1/project/project-id';
    expect(await Promise.all([one.ask(project), two.ask(project)])).toEqual(['project-one', 'project-two']);
    const stateFolders = await Promise.all(
      [one, two].map(({ stateFolder }) => listSessions({ stateFolder })),
    );
    expect(stateFolders.flat().map(({ phase }) => phase.kind)).toEqual(['running', 'running']);
  });

  test('that dies is started again', async () => {
    const { ask, emulator, notices } = await run();
    await ask('/end?code=7');
    await expect.poll(() => codesIn(notices), { timeout: 10_000 }).toContain('FB5404');
    await expect
      .poll(() => emulator.state().instances[0], { timeout: 20_000 })
      .toMatchObject({ state: 'ready', restarts: 1 });
    expect(((await ask('/env')) as Record<string, string>)['GAE_INSTANCE']).toBe(
      emulator.state().instances[0]?.instance,
    );
    expect(notices.filter((one) => one.kind === 'instance-state' && one.state === 'crashed')).toMatchObject([
      { exitCode: 7 },
    ]);
  });
});

describe('the raw address', () => {
  const canRoute = process.getuid?.() === 0 && onPath('iptables');

  test.runIf(canRoute)(
    'is answered by us although the machine outside has a metadata server of its own',
    async () => {
      const { ask, session } = await run();
      const [network] = await engine.networks.list(session);
      await using outside = await serveHere('outside');
      using _route = routeMetadataOf(
        `br-${network?.id.slice(0, 12) ?? ''}`,
        `${network?.gateway ?? ''}:${outside.port}`,
      );
      expect(await withoutAddress(network?.name ?? '')).toBe('outside');
      const mine = await ask('/fetch?url=http://169.254.169.254/computeMetadata/v1/project/project-id');
      expect(mine).toBe('flexbuild-test');
    },
  );
});

describe('an end', () => {
  test('by SIGTERM has the exit code of the app and leaves nothing', async () => {
    const { emulator, session, notices } = await run();
    expect(await emulator.stop()).toMatchObject([{ exit: { code: 0 }, killed: false }]);
    await emulator[Symbol.asyncDispose]();
    expect(outputs(notices)).toContain('first line');
    await expectNothing(session);
  });

  test('of an app that ignores SIGTERM is a kill, and named', async () => {
    const { emulator, notices } = await run({ env: { MODE: 'rude' }, stopGraceMs: 300 });
    expect(await emulator.stop()).toMatchObject([{ exit: { code: 137, outOfMemory: false }, killed: true }]);
    expect(codesIn(notices)).toContain('FB5405');
  });

  test('by a second interrupt comes at once', async () => {
    const { emulator, session, notices } = await run({ env: { MODE: 'rude' } });
    const stopping = emulator.stop();
    await expect.poll(() => statesIn(notices)).toContain('stopping');
    const askedMs = performance.now();
    await emulator.kill();
    expect(performance.now() - askedMs).toBeLessThan(5_000);
    expect(await stopping).toMatchObject([{ killed: true }]);
    await emulator[Symbol.asyncDispose]();
    await expectNothing(session);
  });
});

describe('an app that does not come up', () => {
  test('and crashes is told with its exit code and last lines, and leaves nothing', async () => {
    const { cause, session } = await failedRun({ env: { MODE: 'crash' } });
    expect(cause.diagnostics[0]).toMatchObject({
      code: 'FB5401',
      message: expect.stringContaining('exit code 1') as string,
      // Two streams: which line comes first is nobody's to say.
      detail: expect.arrayContaining(['first line', 'cannot start: no database']) as unknown,
    });
    await expectNothing(session);
  });

  test('and listens for its container alone is told so within seconds', async () => {
    const startedMs = performance.now();
    const { cause, session } = await failedRun({ env: { MODE: 'loopback' } });
    expect(cause.diagnostics[0]).toMatchObject({
      code: 'FB5403',
      message: expect.stringContaining('127.0.0.1:8080') as string,
    });
    expect(performance.now() - startedMs).toBeLessThan(60_000);
    await expectNothing(session);
  });
});

test('what a killed flexbuild leaves behind goes with the next start, and nothing else does', async () => {
  const other = await run();
  const stateFolder = mkdtempSync(join(folder, 's'));
  const script = fileURLToPath(new URL('../support/run-and-wait.ts', import.meta.url));
  const child = spawn(process.execPath, [script, stateFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  const session = { [labels.session]: said.toString().trim() };
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await engine.containers.list(session)).map(({ running }) => running)).toEqual([true, true]);

  const job = testJob();
  await sweep(engine, job);
  await expectNothing(session);
  expect(job.notices).toContainEqual(
    expect.objectContaining({ kind: 'swept', session: said.toString().trim() }),
  );
  expect(await listSessions({ stateFolder })).toEqual([]);
  expect(await engine.containers.list(other.session)).toHaveLength(2);
  expect(await other.ask('/env')).toBeTruthy();
});

async function run(difference: Omit<RunDifference, 'stateFolder'> = {}) {
  const stateFolder = mkdtempSync(join(folder, 's'));
  const { id, ...options } = await runOptions(engine, { ...difference, stateFolder });
  const job = testJob();
  const emulator = await startApp(options, job);
  started.push(emulator);
  return {
    emulator,
    stateFolder,
    session: { [labels.session]: id },
    notices: job.notices,
    ask: async (path: string): Promise<unknown> => {
      const answer = await fetch(`${emulator.url}${path}`);
      return answer.ok ? await answer.json() : null;
    },
  };
}

async function failedRun(difference: Omit<RunDifference, 'stateFolder'>) {
  const stateFolder = mkdtempSync(join(folder, 's'));
  const { id, ...options } = await runOptions(engine, { ...difference, stateFolder });
  const cause = await startApp(options, testJob()).then(
    () => null,
    (error: unknown) => error,
  );
  if (!(cause instanceof FlexbuildError)) throw new Error('it should have failed', { cause });
  return { cause, session: { [labels.session]: id } };
}

async function expectNothing(session: Readonly<Record<string, string>>): Promise<void> {
  expect(await engine.containers.list(session)).toEqual([]);
  expect(await engine.networks.list(session)).toEqual([]);
}

function codesIn(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) => (notice.kind === 'diagnostic' ? [notice.diagnostic.code] : []));
}

function statesIn(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) => (notice.kind === 'instance-state' ? [notice.state] : []));
}

function outputs(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) => (notice.kind === 'app-output' ? [notice.line.text] : []));
}

/** A container beside the app, in a network of its own, that serves a file as http://neighbour:8000/hello.txt. */
async function startNeighbour() {
  const mine = { [labels.session]: `test-${process.pid}-neighbour` };
  const network = await engine.networks.create({ name: `flexbuild-test-${process.pid}`, labels: mine });
  const script = 'mkdir /www; echo hello >/www/hello.txt; exec httpd -f -p 8000 -h /www';
  const attachment = { network: network.name, aliases: ['neighbour'], linkLocalAddress: null };
  const image = await ensureTinyImage(engine);
  const container = await engine.containers.start(
    containerSpec({ image, labels: mine, command: ['sh', '-c', script], networks: [attachment] }),
    testJob(),
  );
  return {
    network: network.name,
    async [Symbol.asyncDispose]() {
      await container[Symbol.asyncDispose]();
      // The app has to leave the network first.
      await Promise.all(started.splice(0).map((one) => one[Symbol.asyncDispose]()));
      await engine.networks.remove(network.id);
    },
  };
}

/** What a container of the network that has no link-local address gets from 169.254.169.254. */
async function withoutAddress(network: string): Promise<string> {
  const command = ['wget', '-q', '-O', '-', 'http://169.254.169.254/'];
  const networks = [{ network, aliases: [], linkLocalAddress: null }];
  const image = await ensureTinyImage(engine);
  const spec = containerSpec({ image, labels: {}, command, networks });
  await using container = await engine.containers.start(spec, testJob());
  const lines = await Array.fromAsync(container.output());
  return lines.map(({ text }) => text).join('\n');
}

async function serveHere(body: string) {
  const server = createServer((_request, response) => response.end(body)).listen(0, '0.0.0.0');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/**
 * For one bridge alone, this machine's outside has a metadata server: nobody else's packets are touched. What stays within
 * the bridge passes here too (br_netfilter), and is known by its link-local source.
 */
function routeMetadataOf(bridge: string, to: string): Disposable {
  const within = ['-i', bridge, '!', '-s', '169.254.0.0/16', '-d', '169.254.169.254', '-p', 'tcp'];
  const rule = ['PREROUTING', ...within, '-j', 'DNAT', '--to-destination', to];
  execFileSync('iptables', ['-t', 'nat', '-I', ...rule]);
  return { [Symbol.dispose]: () => void execFileSync('iptables', ['-t', 'nat', '-D', ...rule]) };
}

function onPath(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
