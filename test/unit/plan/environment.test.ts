import { expect, test } from 'vitest';
import type { InstanceIdentity } from '../../../src/core/index.ts';
import { instanceEnvironment, platformEnvironment } from '../../../src/plan/index.ts';
import { planOf } from '../../support/app.ts';

const identity: InstanceIdentity = {
  project: { id: 'my-project', number: '123456789012' },
  service: 'default',
  version: '20261121t120000',
  deploymentId: '402060873983974243',
  region: 'us-central1',
  zone: 'us-central1-b',
  instance: 'aef-default-20261121t120000-ab12',
  instanceId: '1234567890123456789',
  index: 0,
  runtime: 'python',
  cpus: 1,
  memoryMb: 614,
  serviceAccount: 'my-project@appspot.gserviceaccount.com',
};

const planWith = (...lines: readonly string[]) =>
  planOf({
    'app.yaml': ['runtime: python', 'env: flex', 'entrypoint: python main.py', ...lines, ''].join('\n'),
  });

test('the platform sets these variables and no others', () => {
  expect(platformEnvironment(planWith(), identity)).toEqual({
    PORT: '8080',
    GAE_INSTANCE: 'aef-default-20261121t120000-ab12',
    GAE_MEMORY_MB: '614',
    GAE_SERVICE: 'default',
    GAE_VERSION: '20261121t120000',
    GAE_DEPLOYMENT_ID: '402060873983974243',
    GCLOUD_PROJECT: 'my-project',
    GOOGLE_CLOUD_PROJECT: 'my-project',
  });
});

test.each([
  [0.6, '614'],
  [1, '1024'],
  [1.5, '1536'],
  [2.3, '2355'],
])('memory_gb %d is GAE_MEMORY_MB %s', (memoryGb, memoryMb) => {
  const plan = planWith('resources:', '  cpu: 1', `  memory_gb: ${memoryGb}`);
  expect(platformEnvironment(plan, identity)['GAE_MEMORY_MB']).toBe(memoryMb);
});

test('env_variables come on top', () => {
  const environment = instanceEnvironment(planWith('env_variables:', '  GREETING: Hello'), identity);
  expect(environment).toMatchObject({ PORT: '8080', GREETING: 'Hello' });
});
