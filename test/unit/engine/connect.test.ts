import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FlexbuildError, sha256 } from '../../../src/core/index.ts';
import { connectFrom } from '../../../src/engine/connect.ts';
import { lookUpEndpoints } from '../../../src/engine/endpoints.ts';
import { noEngine } from '../../../src/engine/no-engine.ts';
import { usualSockets, type Machine } from '../../../src/engine/machine.ts';

let home: string;
let closers: (() => Promise<unknown>)[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'fb-'));
  closers = [];
});
afterEach(async () => {
  for (const close of closers) await close();
  await rm(home, { recursive: true });
});

function machine(parts: Partial<Machine> = {}): Machine {
  const env = parts.env ?? {};
  return {
    env,
    platform: 'linux',
    home,
    root: false,
    debianLike: true,
    dockerd: false,
    systemd: true,
    checkout: false,
    sockets: usualSockets({ env, platform: 'linux', home }).filter((url) => url.includes(home)),
    ...parts,
  };
}

/** Answers as an engine does, under every version of the API and none. */
const answers: Readonly<Record<string, unknown>> = {
  '/version': { Version: '99.1', ApiVersion: '1.41', Os: 'linux', Arch: 'arm64', KernelVersion: 'other' },
  '/info': { NCPU: 3, MemTotal: 5_000_000, CpuCfsQuota: true, DockerRootDir: '/data' },
  '/distribution/there:1/json': {},
};
const asEngine: RequestListener = (request, response) => {
  const answer = answers[request.url ?? ''];
  response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(answer ?? { message: 'page not found' }));
};

async function listen(where: string | number, listener: RequestListener = asEngine): Promise<number> {
  if (typeof where === 'string') await mkdir(dirname(where), { recursive: true });
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(where, resolve));
  closers.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return typeof where === 'number' ? (server.address() as AddressInfo).port : 0;
}

async function writeJson(path: string, data: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(data));
}

async function makeContext(name: string, Host: string): Promise<string> {
  const contexts = join(home, '.docker/contexts');
  await writeJson(join(contexts, 'meta', sha256(name), 'meta.json'), {
    Name: name,
    Endpoints: { docker: { Host } },
  });
  return join(contexts, 'tls', sha256(name), 'docker');
}

async function failureOf(parts: Partial<Machine>): Promise<FlexbuildError['diagnostics'][0]> {
  const error: unknown = await connectFrom(machine(parts)).catch((cause: unknown) => cause);
  if (!(error instanceof FlexbuildError)) throw error;
  expect(error.fault).toBe('machine');
  return error.diagnostics[0];
}

describe('lookUpEndpoints', () => {
  test('prefers DOCKER_HOST to DOCKER_CONTEXT, that to the configuration, and that to sockets', async () => {
    await makeContext('configured', 'unix:///configured.sock');
    await makeContext('named', 'unix:///named.sock');
    const urlWith = async (env: Machine['env']): Promise<string | null> => {
      const lookup = await lookUpEndpoints(machine({ env }));
      return lookup.kind === 'named' ? lookup.endpoint.url : null;
    };
    expect(await urlWith({})).toBeNull();
    await writeJson(join(home, '.docker/config.json'), { currentContext: 'configured' });
    expect(await urlWith({})).toBe('unix:///configured.sock');
    expect(await urlWith({ DOCKER_CONTEXT: 'named' })).toBe('unix:///named.sock');
    expect(await urlWith({ DOCKER_CONTEXT: 'default' })).toBeNull();
    expect(await urlWith({ DOCKER_CONTEXT: 'named', DOCKER_HOST: 'unix:///host.sock' })).toBe(
      'unix:///host.sock',
    );
  });

  test('finds the certificates of a context and of DOCKER_HOST', async () => {
    const tls = await makeContext('remote', 'tcp://remote:2376');
    await writeJson(join(tls, 'ca.pem'), 'a certificate');
    const lookup = await lookUpEndpoints(machine({ env: { DOCKER_CONTEXT: 'remote' } }));
    expect(lookup).toMatchObject({
      endpoint: { url: 'tcp://remote:2376', from: 'context remote', tlsFolder: tls },
    });
    const env = { DOCKER_HOST: 'tcp://x:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' };
    expect(await lookUpEndpoints(machine({ env }))).toMatchObject({ endpoint: { tlsFolder: '/certs' } });
  });

  test('reads the configuration where DOCKER_CONFIG says', async () => {
    await writeJson(join(home, 'elsewhere/config.json'), { currentContext: 'lost' });
    await expect(
      lookUpEndpoints(machine({ env: { DOCKER_CONFIG: join(home, 'elsewhere') } })),
    ).rejects.toMatchObject({
      diagnostics: [{ code: 'FB4004' }],
    });
  });

  test.each(['not an address', 'ftp://host', 'tcp://', 'unix://'])('refuses DOCKER_HOST=%s', async (host) => {
    await expect(lookUpEndpoints(machine({ env: { DOCKER_HOST: host } }))).rejects.toMatchObject({
      diagnostics: [{ code: 'FB4004' }],
    });
  });
});

describe('connectFrom', () => {
  test.each(['.docker/run/docker.sock', '.colima/default/docker.sock', '.rd/docker.sock'])(
    'finds ~/%s',
    async (socket) => {
      await listen(join(home, socket));
      await using engine = await connectFrom(machine());
      expect(engine.capabilities).toEqual({
        name: 'docker',
        version: '99.1',
        apiVersion: '1.41',
        endpoint: { url: `unix://${join(home, socket)}`, from: 'well-known socket' },
        platform: 'linux/arm64',
        cpus: 3,
        memoryBytes: 5_000_000,
        limits: { cpu: true, memory: false },
        dataFolder: '/data',
        buildkit: true,
        linkLocalAddresses: true,
        hostAddress: null,
      });
    },
  );

  test('goes on to the next socket where one is dead', async () => {
    await mkdir(join(home, '.docker/run'), { recursive: true });
    await writeFile(join(home, '.docker/run/docker.sock'), 'not a socket');
    await listen(join(home, '.rd/docker.sock'));
    await using engine = await connectFrom(machine());
    expect(engine.capabilities.endpoint.url).toContain('.rd');
  });

  test('knows Podman by its components', async () => {
    const version = { ...(answers['/version'] as object), Components: [{ Name: 'Podman Engine' }] };
    await listen(join(home, 'r/podman/podman.sock'), (request, response) => {
      if (request.url === '/version') response.end(JSON.stringify(version));
      else asEngine(request, response);
    });
    await using engine = await connectFrom(machine({ env: { XDG_RUNTIME_DIR: join(home, 'r') } }));
    expect(engine.capabilities).toMatchObject({ name: 'podman', buildkit: false, linkLocalAddresses: false });
  });

  test('gives up an engine that is stuck when it is told to', async () => {
    const asked = Promise.withResolvers<undefined>();
    await listen(join(home, '.rd/docker.sock'), () => asked.resolve(undefined));
    const stop = new AbortController();
    const connected = connectFrom(machine(), stop.signal);
    await asked.promise;
    stop.abort();
    await expect(connected).rejects.toMatchObject({ diagnostics: [{ code: 'FB4001' }] });
  });

  test.each([
    ['there:1', { kind: 'reached' }],
    ['refused:1', { kind: 'reached' }],
    ['silent:1', { kind: 'not-reached', reason: 'dial tcp: no such host' }],
  ])('asks the registry of %s', async (reference, answer) => {
    await listen(join(home, '.rd/docker.sock'), (request, response) => {
      if (request.url !== '/distribution/silent:1/json') asEngine(request, response);
      else response.writeHead(500).end(JSON.stringify({ message: 'dial tcp: no such host' }));
    });
    await using engine = await connectFrom(machine());
    expect(await engine.registries.ask(reference, new AbortController().signal)).toEqual(answer);
  });

  test('speaks TCP', async () => {
    const port = await listen(0);
    await using engine = await connectFrom(machine({ env: { DOCKER_HOST: `127.0.0.1:${port}` } }));
    expect(engine.capabilities.endpoint).toEqual({ url: `tcp://127.0.0.1:${port}`, from: 'DOCKER_HOST' });
  });

  test('does not go elsewhere where the engine that was named is dead', async () => {
    await listen(join(home, '.docker/run/docker.sock'));
    const diagnostic = await failureOf({ env: { DOCKER_HOST: `unix://${home}/none.sock` } });
    expect(diagnostic).toMatchObject({
      code: 'FB4003',
      message: expect.stringContaining('none.sock') as string,
    });
    expect(diagnostic.hint).toContain('DOCKER_HOST');
    await makeContext('dead', `unix://${home}/none.sock`);
    expect((await failureOf({ env: { DOCKER_CONTEXT: 'dead' } })).hint).toContain('docker context use');
  });

  test('says of an engine that is stuck that no answer came in time', async () => {
    await listen(join(home, 'stuck.sock'), () => undefined);
    const stuck = machine({ env: { DOCKER_HOST: `unix://${home}/stuck.sock` } });
    await expect(connectFrom(stuck, AbortSignal.timeout(50))).rejects.toMatchObject({
      diagnostics: [{ code: 'FB4003', message: expect.stringContaining('(no answer in time)') as string }],
    });
  });

  test("finds an image by all labels, and knows its names as Docker has them, on Podman's answers too", async () => {
    const asked: string[] = [];
    const image = (id: string, labels: Readonly<Record<string, string>>) => ({
      Id: id,
      RepoTags: [`docker.io/library/${id}:1`, `docker.io/shop/${id}:1`, `quay.io/${id}:1`],
      Created: '2026-01-01T00:00:00Z',
      Size: 1,
      Os: 'linux',
      Architecture: 'amd64',
      Config: { Labels: labels },
    });
    const images = [image('one', { a: '1', b: '2' }), image('other', { a: '1', b: '3' })];
    await listen(join(home, 'podman.sock'), (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://engine');
      if (searchParams.has('filters')) asked.push(searchParams.get('filters') ?? '');
      const found = images.find(({ Id }) => pathname === `/images/${Id}/json`);
      response.setHeader('content-type', 'application/json');
      if (pathname === '/images/json') response.end(JSON.stringify(images));
      else if (found !== undefined) response.end(JSON.stringify(found));
      else asEngine(request, response);
    });
    await using engine = await connectFrom(machine({ env: { DOCKER_HOST: `unix://${home}/podman.sock` } }));
    expect(await engine.images.list({ a: '1', b: '2' })).toMatchObject([
      { id: 'one', tags: ['one:1', 'shop/one:1', 'quay.io/one:1'] },
    ]);
    // Podman 4 finds nothing by two at once.
    expect(asked.map((filters) => JSON.parse(filters) as unknown)).toEqual([{ label: ['a=1'] }]);
  });

  test('says that a server which is no engine is none', async () => {
    await listen(join(home, 'web.sock'), (_request, response) => response.writeHead(502).end('<html>'));
    expect((await failureOf({ env: { DOCKER_HOST: `unix://${home}/web.sock` } })).code).toBe('FB4003');
  });

  test.each([
    [{ platform: 'darwin' }, 'open -a Docker'],
    [{ platform: 'win32' }, 'Docker Desktop'],
    [{ root: true }, '`apt-get install docker.io`'],
    [{ root: false }, '`sudo apt-get install docker.io`'],
    [{ checkout: true }, '`make engine`'],
    [{ dockerd: true, systemd: false }, '`sudo service docker start`'],
    [{ debianLike: false }, 'docs.docker.com'],
  ] as const)('says what to do on %j', async (parts, advice) => {
    const diagnostic = await failureOf(parts);
    expect(diagnostic.code).toBe('FB4001');
    expect(diagnostic.hint).toContain(advice);
  });

  test('says how to be let in where the socket is closed to this user', () => {
    const endpoint = { url: 'unix:///var/run/docker.sock', from: 'well-known socket', tlsFolder: null };
    const attempts = [{ endpoint, cause: Object.assign(new Error('connect EACCES'), { code: 'EACCES' }) }];
    const error = noEngine({
      machine: machine(),
      lookup: { kind: 'usual', endpoints: [endpoint] },
      attempts,
    });
    expect(error.diagnostics[0]).toMatchObject({
      code: 'FB4002',
      hint: expect.stringContaining('docker group') as string,
    });
  });
});
