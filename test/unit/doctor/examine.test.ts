import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directNetwork, failure, packageFolder } from '../../../src/core/index.ts';
import { examine, type DoctorRequest, type Finding } from '../../../src/doctor/index.ts';
import { openProject, type Project } from '../../../src/project/index.ts';
import { fakeEngine, type FakeEngineOptions } from '../../support/fake-engine.ts';
import { fakeMachine, type FakeMachineParts } from '../../support/fake-machine.ts';

const flask = openProject({
  target: join(packageFolder(), 'examples/python-flask'),
  context: null,
  dockerfile: null,
  image: null,
  substitutions: null,
});

/** Of the bases that the app can be built on, the one that a registry has. */
const registryBase = (flask.plan.image.kind === 'prebuilt' ? [] : flask.plan.image.bases)
  .flatMap((base) => (base.kind === 'registry' ? [base.reference] : []))
  .join();

const never = new AbortController().signal;

async function findings(
  parts: FakeMachineParts = {},
  request: Partial<DoctorRequest> = {},
): Promise<readonly Finding[]> {
  const whole: DoctorRequest = {
    project: flask,
    host: 'auto',
    ports: [8080, 8443],
    mirrors: [],
    today: new Date('2026-06-01'),
    ...request,
  };
  return await examine({ request: whole, machine: fakeMachine(parts) }, never);
}

/** The checks that are neither well nor beside the question, with their states. */
const complaints = (found: readonly Finding[]) =>
  Object.fromEntries(
    found
      .filter(({ state }) => state === 'warning' || state === 'problem')
      .map(({ check, state }) => [check, state]),
  );

const engineWith = (options: FakeEngineOptions): FakeMachineParts => ({
  engine: () => Promise.resolve(fakeEngine({ registry: { kind: 'reached' }, ...options })),
});
const noEngine: FakeMachineParts = {
  engine: () => Promise.reject(failure({ code: 'FB4001', message: 'no engine answers', hint: 'Start one.' })),
};
const deadEngine: FakeMachineParts = {
  engine: () => Promise.reject(failure({ code: 'FB4003', message: 'nothing answers', hint: 'Start it.' })),
};
const noRegistry = engineWith({ registry: { kind: 'not-reached', reason: 'no route' } });
const noPython: FakeMachineParts['processes'] = {
  interpreter: () => Promise.reject(failure({ code: 'FB5322', message: 'no Python', hint: 'Install it.' })),
};
const throughProxy: FakeMachineParts['network'] = {
  settings: () =>
    Promise.resolve({
      ...directNetwork,
      proxy: { http: 'http://ann:secret@proxy.example:3128', https: null, no: null },
    }),
};
const proxyOnly: FakeMachineParts['network'] = {
  ...throughProxy,
  connects: ({ host, port }) => Promise.resolve(host === 'proxy.example' && port === 3128),
};
const inCloud: FakeMachineParts['network'] = {
  connects: ({ host }) => Promise.resolve(host === '169.254.169.254'),
};
const silentMirror: FakeMachineParts['network'] = { status: () => Promise.reject(new Error('no route')) };

test.each<[string, FakeMachineParts, Partial<DoctorRequest>, Readonly<Record<string, string>>]>([
  ['a healthy machine', {}, {}, {}],
  ['no app', {}, { project: null }, {}],
  ['no engine, and Python', noEngine, {}, { engine: 'warning', metadata: 'warning' }],
  [
    'no engine, and no Python',
    { ...noEngine, processes: noPython },
    {},
    { engine: 'problem', interpreter: 'problem' },
  ],
  ['no engine, which is asked for', noEngine, { host: 'container' }, { engine: 'problem' }],
  ['an engine that is named and dead, and Python', deadEngine, {}, { engine: 'problem' }],
  ['no engine, and no need', noEngine, { host: 'process' }, { metadata: 'warning' }],
  [
    'processes without systemd',
    { processes: { limitsObstacle: () => Promise.resolve('no systemd') } },
    { host: 'process' },
    { metadata: 'warning', 'process-limits': 'warning' },
  ],
  [
    'processes without uv',
    { processes: { program: () => Promise.resolve(null) } },
    { host: 'process' },
    { metadata: 'warning' },
  ],
  ['no BuildKit', engineWith({ capabilities: { buildkit: false } }), {}, { buildkit: 'warning' }],
  [
    'no control group for memory',
    engineWith({ capabilities: { limits: { cpu: true, memory: false } } }),
    {},
    { limits: 'warning' },
  ],
  [
    'an engine of ARM on such a machine',
    {
      ...engineWith({ capabilities: { platform: 'linux/arm64' } }),
      about: { architecture: 'arm64', node: { version: '24.10.0', architecture: 'arm64', wanted: '>=24.5' } },
    },
    {},
    { architecture: 'warning' },
  ],
  [
    'an engine that is emulated',
    engineWith({
      capabilities: { platform: 'linux/arm64', endpoint: { url: 'unix:///x.sock', from: 'test' } },
    }),
    {},
    { architecture: 'warning' },
  ],
  [
    'an old Node',
    { about: { node: { version: '24.4.1', architecture: 'amd64', wanted: '>=24.5' } } },
    {},
    { node: 'problem' },
  ],
  ['little space', { freeBytes: () => Promise.resolve(3e9) }, {}, { disk: 'warning' }],
  ['no space', { freeBytes: () => Promise.resolve(3e8) }, {}, { disk: 'problem' }],
  [
    "no space where the engine's images are",
    {
      ...engineWith({ capabilities: { dataFolder: '/images' } }),
      freeBytes: (folder) => Promise.resolve(folder === '/images' ? 3e8 : 50e9),
    },
    {},
    { disk: 'problem' },
  ],
  [
    'no space in a folder of another machine’s name',
    {
      ...engineWith({ capabilities: { dataFolder: '/images', hostAddress: null } }),
      freeBytes: (folder) => Promise.resolve(folder === '/images' ? 3e8 : 50e9),
    },
    {},
    {},
  ],
  [
    'a port in use',
    { network: { isFree: (port) => Promise.resolve(port !== 8443) } },
    {},
    { ports: 'warning' },
  ],
  [
    'that port, where another is asked for',
    { network: { isFree: (port) => Promise.resolve(port !== 8443) } },
    { ports: [8080, 9443] },
    {},
  ],
  ['no registry, and Debian', noRegistry, {}, { registry: 'warning' }],
  ['a registry, and no mmdebstrap', { debianObstacle: () => Promise.resolve('not installed') }, {}, {}],
  [
    'neither registry nor mmdebstrap',
    { ...noRegistry, debianObstacle: () => Promise.resolve('not installed') },
    {},
    { registry: 'problem', debian: 'problem' },
  ],
  [
    'neither registry nor mmdebstrap, and the base of the app',
    {
      ...engineWith({
        registry: { kind: 'not-reached', reason: 'no route' },
        images: [{ tags: [registryBase] }],
      }),
      debianObstacle: () => Promise.resolve('not installed'),
    },
    {},
    { registry: 'warning', debian: 'warning' },
  ],
  [
    'neither registry nor mirror',
    { ...noRegistry, network: silentMirror },
    { mirrors: ['http://mirror.example/debian'] },
    { registry: 'problem', debian: 'problem' },
  ],
  ['a proxy that answers', { network: proxyOnly }, {}, {}],
  ['a proxy that does not', { network: throughProxy }, {}, { network: 'problem' }],
  ['a cloud, with an engine', { network: inCloud }, {}, {}],
  [
    'a cloud, and processes',
    { network: inCloud },
    { host: 'process' },
    { metadata: 'warning', cloud: 'warning' },
  ],
  ['months before the end of Python 3.11', {}, { today: new Date('2027-01-01') }, {}],
  ['weeks before it', {}, { today: new Date('2027-08-01') }, { lifecycle: 'warning' }],
  ['its last month', {}, { today: new Date('2027-10-31T23:59:59Z') }, { lifecycle: 'warning' }],
])('%s', async (_name, parts, request, expected) => {
  const found = await findings(parts, request);
  expect(complaints(found)).toEqual(expected);
  for (const { state, message, fix } of found) {
    expect(message).not.toMatch(/\n|\.$/);
    if (state === 'warning' || state === 'problem') expect(fix).toMatch(/^[A-Z].*\.$/s);
    else expect(fix).toBeNull();
  }
});

test('every version of Python has its end, and those that are over are said to be', async () => {
  const versioned = (version: string): Project => ({
    ...flask,
    plan: { ...flask.plan, runtime: { ...flask.plan.runtime, version } },
  });
  const ended = await Promise.all(
    ['2.7', '3.6', '3.9', '3.10', '3.13', '3.14'].map(async (version) => {
      const found = await findings({}, { project: versioned(version), today: new Date('2026-11-01') });
      return [version, found.find(({ check }) => check === 'lifecycle')?.message.includes('last fix')];
    }),
  );
  expect(Object.fromEntries(ended)).toEqual({
    '2.7': true,
    '3.6': true,
    '3.9': true,
    '3.10': true,
    '3.13': false,
    '3.14': false,
  });
});

test('no password is shown, be it in a setting or in what the engine says', async () => {
  const url = 'http://ann:secret@proxy.example:3128';
  const found = await findings({
    ...engineWith({ registry: { kind: 'not-reached', reason: `proxyconnect ${url}: refused` } }),
    network: proxyOnly,
  });
  expect(JSON.stringify(found)).toContain('http://***@proxy.example:3128');
  expect(JSON.stringify(found)).not.toContain('secret');
});

test('what never answers is a problem when the time is up, and keeps no other check from its answer', async () => {
  const request = {
    project: flask,
    host: 'auto' as const,
    ports: [1],
    mirrors: [],
    today: new Date('2026-06-01'),
  };
  const machine = fakeMachine({ freeBytes: () => new Promise(() => undefined) });
  const found = await examine({ request, machine }, never, 20);
  expect(complaints(found)).toEqual({ disk: 'problem' });
});

test('each question is asked once, however many checks want its answer', async () => {
  let asked = 0;
  const engine = () => {
    asked += 1;
    return Promise.resolve(fakeEngine());
  };
  await findings({ engine });
  expect(asked).toBe(1);
});
