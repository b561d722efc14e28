import { expect, test } from 'vitest';
import { endpointOf, environmentOf, hostSettings } from '../../../../src/testing/testcontainers/settings.ts';
import { containerSpec } from '../../../support/container-spec.ts';

const spec = containerSpec({
  image: 'app:1',
  labels: {},
  env: { PORT: '8080', GREETING: 'a=b' },
  limits: { cpus: 0.5, memoryBytes: 2 ** 29 },
  extraHosts: ['metadata:169.254.169.254'],
  tmpfs: { '/mnt/scratch': { sizeBytes: 1024 } },
});

test('an app has the limits of its app.yaml, and no swap', () => {
  expect(hostSettings(spec, {})).toEqual({
    NanoCpus: 5e8,
    Memory: 2 ** 29,
    MemorySwap: 2 ** 29,
    ExtraHosts: ['metadata:169.254.169.254'],
    Tmpfs: { '/mnt/scratch': 'rw,exec,mode=1777,size=1024' },
  });
});

test.each([
  // withResourcesQuota sets both, the one that it was not given as undefined.
  [
    { Memory: 2 ** 20, NanoCpus: undefined },
    { Memory: 2 ** 20, MemorySwap: 2 ** 20, NanoCpus: 5e8 },
  ],
  [
    { Memory: undefined, NanoCpus: 1e9 },
    { Memory: 2 ** 29, NanoCpus: 1e9 },
  ],
  [{ ExtraHosts: ['db:10.0.0.1'] }, { ExtraHosts: ['metadata:169.254.169.254', 'db:10.0.0.1'] }],
  [{ Tmpfs: { '/mnt/scratch': 'rw' } }, { Tmpfs: { '/mnt/scratch': 'rw' } }],
])('what a test sets itself comes first: %j', (given, wanted) => {
  expect(hostSettings(spec, given)).toMatchObject(wanted);
});

test('variables are as the engine takes them', () => {
  expect(environmentOf(spec.env)).toEqual(['PORT=8080', 'GREETING=a=b']);
});

test.each([
  ['169.254.8.1', { IPAMConfig: { LinkLocalIPs: ['169.254.8.1'] } }],
  [null, {}],
])('a container joins its network with the address %s', (linkLocalAddress, wanted) => {
  expect(endpointOf({ network: 'n', aliases: [], linkLocalAddress })).toEqual(wanted);
});
