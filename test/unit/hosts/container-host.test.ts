import { expect, test } from 'vitest';
import { directNetwork, type NetworkSettings } from '../../../src/core/index.ts';
import type { ContainerSpec, EngineCapabilities } from '../../../src/engine/index.ts';
import { containerHost, type ContainerHostOptions } from '../../../src/hosts/index.ts';
import { fakeEngine, type FakeProgram } from '../../support/fake-engine.ts';
import { someInstance } from '../../support/metadata.ts';
import { planOf } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

const server = { address: { host: '127.0.0.1', port: 4321 }, secret: 'hush' };

test('the forwarder answers as 169.254.169.254 in a network of the session, with one capability', async () => {
  await using fixture = await started();
  const [forwarder] = fixture.specs;
  expect(forwarder).toMatchObject({
    env: { FLEXBUILD_METADATA_UPSTREAM: '127.0.0.1:4321', FLEXBUILD_METADATA_SECRET: 'hush' },
    labels: { 'dev.flexbuild.session': 's1', 'dev.flexbuild.owner': 'me', 'dev.flexbuild.role': 'metadata' },
    networks: [{ network: 'flexbuild-s1', aliases: [], linkLocalAddress: '169.254.169.254' }],
    capabilities: ['NET_BIND_SERVICE'],
    publish: [],
  });
});

test('an instance has an address of its own, by which it is known before its first line runs', async () => {
  const seen: (string | null)[] = [];
  await using fixture = await started({
    app: ({ spec }) => {
      const caller = spec.networks[0]?.linkLocalAddress ?? '';
      seen.push(fixture.host.identify(caller)?.instance ?? null);
      return 0;
    },
  });
  const { instance } = await fixture.start();
  await instance.exited;
  expect(seen).toEqual([someInstance.instance]);
  expect(fixture.host.identify('169.254.9.9')).toBeNull();
  await instance[Symbol.asyncDispose]();
  expect(fixture.host.identify(fixture.specs[1]?.networks[0]?.linkLocalAddress ?? '')).toBeNull();
});

test('addresses are not given twice in a row', async () => {
  await using fixture = await started();
  const first = await fixture.start();
  await first.instance[Symbol.asyncDispose]();
  const second = await fixture.start();
  expect(second.spec.networks[0]?.linkLocalAddress).not.toBe(first.spec.networks[0]?.linkLocalAddress);
});

test('a container is what the plan says and the desk adds', async () => {
  await using fixture = await started({
    desk: { volumes: ['/src:/data:ro'], networks: ['databases'] },
    plan: planOf({
      port: 9000,
      resources: { cpu: 2, memoryGb: 1.5, diskGb: 13, volumes: [{ name: 'scratch', sizeGb: 0.5 }] },
    }),
  });
  const { spec } = await fixture.start({ COLOUR: 'blue' });
  expect(spec).toMatchObject({
    image: 'app:1',
    command: null,
    entrypoint: null,
    env: { COLOUR: 'blue' },
    labels: {
      'dev.flexbuild.session': 's1',
      'dev.flexbuild.app': 'demo',
      'dev.flexbuild.role': 'instance',
      'dev.flexbuild.service': someInstance.service,
      'dev.flexbuild.version': someInstance.version,
      'dev.flexbuild.instance': someInstance.instance,
    },
    networks: [{ network: 'flexbuild-s1' }, { network: 'databases', linkLocalAddress: null }],
    publish: [9000],
    limits: { cpus: 2, memoryBytes: 1.5 * 2 ** 30 },
    volumes: ['/src:/data:ro'],
    tmpfs: { '/mnt/scratch': { sizeBytes: 2 ** 29 } },
    files: [],
    capabilities: null,
  });
  expect(spec.extraHosts).toEqual([
    'metadata.google.internal:169.254.169.254',
    'metadata:169.254.169.254',
    'metadata.google.internal.:169.254.169.254',
    'host.docker.internal:host-gateway',
  ]);
});

test('limits beyond the engine are cut to it, with a notice for each', async () => {
  await using fixture = await started({
    capabilities: { cpus: 2, memoryBytes: 2 ** 30 },
    plan: planOf({ resources: { cpu: 8, memoryGb: 16, diskGb: 13, volumes: [] } }),
  });
  const { spec } = await fixture.start();
  expect(spec.limits).toEqual({ cpus: 2, memoryBytes: 2 ** 30 });
  expect(fixture.job.notices.filter(({ kind }) => kind === 'limit-clamped')).toEqual([
    { kind: 'limit-clamped', resource: 'cpu', asked: '8', given: '2' },
    { kind: 'limit-clamped', resource: 'memory_gb', asked: '16 GB', given: '1.0 GB' },
  ]);
});

test("this machine's certificates and proxies reach the app, and metadata never goes through a proxy", async () => {
  const network: NetworkSettings = {
    ...directNetwork,
    proxy: { http: 'http://proxy.example:3128', https: 'http://proxy.example:3128', no: '.internal.example' },
    ca: { pem: 'PEM', own: [], from: '/etc/ssl/certs/ca-certificates.crt' },
  };
  await using fixture = await started({ network });
  const { spec } = await fixture.start({ REQUESTS_CA_BUNDLE: '/my/own.pem' });
  const [bundle] = spec.files;
  expect(bundle).toMatchObject({ mode: 0o444, content: Buffer.from('PEM') });
  expect(spec.env).toMatchObject({
    HTTP_PROXY: 'http://proxy.example:3128',
    https_proxy: 'http://proxy.example:3128',
    SSL_CERT_FILE: bundle?.path,
    CURL_CA_BUNDLE: bundle?.path,
    NODE_EXTRA_CA_CERTS: bundle?.path,
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: bundle?.path,
    REQUESTS_CA_BUNDLE: '/my/own.pem',
  });
  const direct = spec.env['NO_PROXY']?.split(',') ?? [];
  expect(direct).toEqual(
    expect.arrayContaining([
      '.internal.example',
      'metadata.google.internal',
      'metadata',
      '169.254.169.254',
      'localhost',
    ]),
  );
  expect(spec.env['no_proxy']).toBe(spec.env['NO_PROXY']);
});

test('a machine without proxies and certificates of its own adds nothing', async () => {
  await using fixture = await started();
  const { spec } = await fixture.start();
  expect(spec.env).toEqual({});
  expect(spec.files).toEqual([]);
});

test("a proxy on this machine's loopback that containers cannot reach is left out and named", async () => {
  // Port 9 (discard) is closed on any machine that runs tests.
  const network = { ...directNetwork, proxy: { http: 'http://127.0.0.1:9', https: null, no: null } };
  await using fixture = await started({ network });
  const { spec } = await fixture.start();
  expect(spec.env).toEqual({});
  expect(fixture.job.notices).toContainEqual(expect.objectContaining({ kind: 'setting-not-passed-on' }));
});

test("through a virtual machine, this machine's loopback is reached by its name", async () => {
  const network = { ...directNetwork, proxy: { http: 'http://127.0.0.1:3128', https: null, no: null } };
  await using fixture = await started({ network, capabilities: { hostAddress: null } });
  const { spec } = await fixture.start();
  expect(new URL(spec.env['HTTP_PROXY'] ?? '').host).toBe('host.docker.internal:3128');
  expect(fixture.specs[0]?.env['FLEXBUILD_METADATA_UPSTREAM']).toBe('host.docker.internal:4321');
  expect(fixture.host.metadataListenAddress()).toEqual({ host: '127.0.0.1', port: 0 });
});

const podman = { name: 'podman', linkLocalAddresses: false } as const;

test('without link-local addresses, an instance lives in the network of a forwarder that is its alone', async () => {
  await using fixture = await started({
    capabilities: podman,
    desk: { volumes: [], networks: ['databases'] },
  });
  expect(fixture.specs).toEqual([]);
  const { spec } = await fixture.start({ COLOUR: 'blue' });
  const [forwarder] = await fixture.engine.containers.list({ 'dev.flexbuild.role': 'metadata' });
  const caller = fixture.specs[0]?.env['FLEXBUILD_METADATA_CALLER'] ?? '';
  expect(fixture.specs[0]).toMatchObject({
    name: `flexbuild-s1-${someInstance.instance}-metadata`,
    env: { FLEXBUILD_METADATA_CLAIM: '169.254.169.254', FLEXBUILD_METADATA_UPSTREAM: '127.0.0.1:4321' },
    networks: [{ network: 'flexbuild-s1', linkLocalAddress: null }, { network: 'databases' }],
    publish: [8080],
    capabilities: ['NET_ADMIN', 'NET_BIND_SERVICE'],
  });
  expect(fixture.specs[0]?.extraHosts).toContain('metadata.google.internal:169.254.169.254');
  expect(spec).toMatchObject({
    sharesNetworkOf: forwarder?.id,
    env: { COLOUR: 'blue' },
    networks: [],
    publish: [],
    extraHosts: [],
    capabilities: null,
  });
  expect(fixture.host.identify(caller)?.instance).toBe(someInstance.instance);
  expect(fixture.host.identify('10.99.0.3')).toBeNull();
  expect(fixture.job.notices).toEqual([]);
});

test('such a forwarder goes with its instance', async () => {
  await using fixture = await started({ capabilities: podman });
  const { instance } = await fixture.start();
  expect(instance.address).toEqual({ host: '127.0.0.1', port: 8080 });
  await instance[Symbol.asyncDispose]();
  expect(await fixture.engine.containers.list({})).toEqual([]);
});

test('an engine that lets nobody have the address serves metadata by variables, and says so', async () => {
  await using fixture = await started({ capabilities: podman, listensOn: '127.0.0.1:40001' });
  const { spec } = await fixture.start();
  expect(spec.env).toEqual({
    GCE_METADATA_HOST: '127.0.0.1:40001',
    GCE_METADATA_IP: '127.0.0.1:40001',
    GCE_METADATA_ROOT: '127.0.0.1:40001',
    METADATA_SERVER_DETECTION: 'assume-present',
  });
  expect(fixture.job.notices).toMatchObject([
    { kind: 'diagnostic', diagnostic: { code: 'FB5303', severity: 'warning' } },
  ]);
});

test('a forwarder that ends before it listens is told by its last lines, and leaves nothing', async () => {
  const engine = fakeEngine({
    images: [{ id: 'python:1', tags: ['python:1'] }],
    program: () => (process) => {
      process.writeLine('stderr', 'OSError: no');
      return 1;
    },
  });
  const host = containerHost(options({ engine }));
  await expect(host.connectMetadata(server, testJob())).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5301', detail: ['OSError: no'] }],
  });
  await host[Symbol.asyncDispose]();
  expect(await engine.containers.list({})).toEqual([]);
  expect(await engine.networks.list({})).toEqual([]);
});

test('a berth says what the container of an instance has to be, and starts none', async () => {
  await using fixture = await started();
  const { spec } = await fixture.start({ COLOUR: 'blue' });
  const berth = await fixture.openBerth({ COLOUR: 'blue' });
  const address = berth.spec.networks[0]?.linkLocalAddress ?? '';
  expect(berth.spec).toEqual({ ...spec, networks: [{ ...spec.networks[0], linkLocalAddress: address }] });
  expect(fixture.specs).toHaveLength(2);
  expect(fixture.host.identify(address)).toEqual(someInstance);
  await berth[Symbol.asyncDispose]();
  expect(fixture.host.identify(address)).toBeNull();
});

test('without link-local addresses, a berth has a forwarder with the names of the metadata server', async () => {
  await using fixture = await started({ capabilities: podman });
  const berth = await fixture.openBerth({ COLOUR: 'blue' });
  const [forwarder] = fixture.specs;
  expect(forwarder).toMatchObject({
    networks: [{ network: 'flexbuild-s1', aliases: ['metadata.google.internal', 'metadata'] }],
    labels: { 'dev.flexbuild.session': 's1', 'dev.flexbuild.role': 'metadata' },
  });
  expect(fixture.host.identify(forwarder?.env['FLEXBUILD_METADATA_CALLER'] ?? '')).toEqual(someInstance);
  expect(berth.spec).toMatchObject({
    env: { COLOUR: 'blue', GCE_METADATA_HOST: 'metadata.google.internal:80' },
    networks: [{ network: 'flexbuild-s1', linkLocalAddress: null }],
    extraHosts: [],
    sharesNetworkOf: null,
  });
  expect(fixture.job.notices).toMatchObject([{ diagnostic: { code: 'FB5303' } }]);
  await berth[Symbol.asyncDispose]();
  expect(await fixture.engine.containers.list({})).toEqual([]);
});

test('disposing removes every container and the network', async () => {
  const fixture = await started({ app: ({ killed }) => killed.then(() => 137) });
  await fixture.start();
  await fixture.host[Symbol.asyncDispose]();
  expect(await fixture.engine.containers.list({})).toEqual([]);
  expect(await fixture.engine.networks.list({})).toEqual([]);
});

test('stop says whether the grace ran out', async () => {
  const ends: readonly FakeProgram[] = [
    ({ terminated }) => terminated.then(() => 0),
    ({ killed }) => killed.then(() => 137),
  ];
  const killed = await Promise.all(
    ends.map(async (app) => {
      await using fixture = await started({ app });
      const { instance } = await fixture.start();
      return (await instance.stop({ graceMs: 20 })).killed;
    }),
  );
  expect(killed).toEqual([false, true]);
});

interface Given {
  /** Of forwarders. */
  readonly listensOn?: string;
  readonly app?: FakeProgram;
  readonly capabilities?: Partial<EngineCapabilities>;
  readonly network?: NetworkSettings;
  readonly desk?: ContainerHostOptions['desk'];
  readonly plan?: ReturnType<typeof planOf>;
}

/** A host whose metadata is connected, on an engine in memory. */
async function started({
  app = ({ killed }) => killed.then(() => 137),
  capabilities = {},
  plan = planOf(),
  listensOn = '169.254.169.254:80',
  ...rest
}: Given = {}) {
  const specs: ContainerSpec[] = [];
  const forward: FakeProgram = ({ writeLine, killed }) => {
    writeLine('stdout', `ready ${listensOn}`);
    return killed.then(() => 137);
  };
  const engine = fakeEngine({
    capabilities,
    images: ['python:1', 'app:1'].map((name) => ({ id: name, tags: [name] })),
    program(spec) {
      specs.push(spec);
      return spec.image === 'python:1' ? forward : app;
    },
  });
  const job = testJob();
  const host = containerHost(options({ engine, ...rest }));
  await host.connectMetadata(server, job);
  return {
    host,
    engine,
    job,
    specs,
    async start(env: Readonly<Record<string, string>> = {}) {
      const prepared = await host.prepare(plan, job);
      const instance = await host.start(prepared, { identity: someInstance, env }, job);
      return { instance, spec: specs.at(-1) ?? expect.fail('nothing was started') };
    },
    async openBerth(env: Readonly<Record<string, string>>) {
      return await host.openBerth(await host.prepare(plan, job), { identity: someInstance, env }, job);
    },
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
  };
}

function options({
  engine,
  network = directNetwork,
  desk = { volumes: [], networks: [] },
}: Pick<Given, 'network' | 'desk'> & Pick<ContainerHostOptions, 'engine'>): ContainerHostOptions {
  return {
    engine,
    session: { id: 's1', owner: 'me', app: 'demo' },
    network,
    desk,
    imageFor: () => Promise.resolve('app:1'),
    forwarderImage: () => Promise.resolve('python:1'),
  };
}
