import { expect, test } from 'vitest';
import { deploymentOf } from '../../../src/core/index.ts';
import { defaultAppSettings, deploymentSettings } from '../../../src/emulator/identity.ts';
import { planOf } from '../../support/plans.ts';

const versionIdentity = (request: Parameters<typeof deploymentSettings>[0]) =>
  deploymentOf(deploymentSettings(request));
const now = new Date(2017, 5, 18, 14, 43, 44);

test('an instance is named as on the platform', () => {
  const { version, instance } = versionIdentity({
    app: defaultAppSettings,
    plan: planOf({ service: 'web-api' }),
    now,
  });
  expect(version).toBe('20170618t144344');
  expect(instance(3)).toEqual({
    project: { id: 'flexbuild-local', number: expect.stringMatching(/^[1-9]\d{11}$/) as string },
    service: 'web-api',
    version: '20170618t144344',
    deploymentId: expect.stringMatching(/^[1-9]\d{17}$/) as string,
    region: 'us-central1',
    zone: 'us-central1-f',
    instance: expect.stringMatching(/^aef-web--api-20170618t144344-[0-9a-z]{4}$/) as string,
    instanceId: expect.stringMatching(/^\d{19}$/) as string,
    index: 3,
    runtime: 'python',
    cpus: 1,
    memoryMb: 614,
    serviceAccount: 'flexbuild-local@appspot.gserviceaccount.com',
  });
});

test("instances share their version's deployment and differ in name and id", () => {
  const { instance } = versionIdentity({ app: defaultAppSettings, plan: planOf(), now });
  const [first, second] = [instance(0), instance(1)];
  expect(second.deploymentId).toBe(first.deploymentId);
  expect(second.instanceId).not.toBe(first.instanceId);
  expect(BigInt(first.instanceId)).toBeGreaterThan(2n ** 53n);
  expect(BigInt(first.instanceId)).toBeLessThan(2n ** 64n);
});

test("a project's number depends on nothing but its id", () => {
  const numberOf = (project: string) =>
    versionIdentity({ app: { ...defaultAppSettings, project }, plan: planOf(), now }).instance(0).project
      .number;
  expect(numberOf('a')).toBe(numberOf('a'));
  expect(numberOf('a')).not.toBe(numberOf('b'));
});

test.each([
  [0.5, 512],
  [0.6, 614],
  [0.9, 921],
  [2.3, 2355],
])('%d GB are %d MB', (memoryGb, memoryMb) => {
  const plan = planOf({ resources: { cpu: 1, memoryGb, diskGb: 13, volumes: [] } });
  expect(versionIdentity({ app: defaultAppSettings, plan, now }).instance(0).memoryMb).toBe(memoryMb);
});

test('a long service name gives way, so that the name fits a virtual machine', () => {
  const plan = planOf({ service: 's'.repeat(63) });
  const { instance } = versionIdentity({ app: defaultAppSettings, plan, now }).instance(0);
  expect(instance).toHaveLength(63);
  expect(instance).toMatch(/^aef-s+-20170618t144344-[0-9a-z]{4}$/);
});

test('what app.yaml and the command line say wins', () => {
  const app = { ...defaultAppSettings, project: 'example.com:shop', projectNumber: '42', version: 'v1' };
  const { instance } = versionIdentity({ app, plan: planOf(), now });
  expect(instance(0)).toMatchObject({
    project: { id: 'example.com:shop', number: '42' },
    version: 'v1',
    serviceAccount: 'shop.example.com@appspot.gserviceaccount.com',
  });
  const own = planOf({ serviceAccount: 'me@example.com' });
  expect(versionIdentity({ app, plan: own, now }).instance(0).serviceAccount).toBe('me@example.com');
});
