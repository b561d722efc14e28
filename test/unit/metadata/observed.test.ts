import { expect, test } from 'vitest';
import type { AnsweredRequest } from '../../../src/metadata/index.ts';
import { get, someInstance, startServer } from '../../support/metadata.ts';

test('every request of an instance is reported with its answer, errors among them', async () => {
  const seen: AnsweredRequest[] = [];
  await using server = await startServer({ onRequest: (request) => void seen.push(request) });
  await get(server.address, '/computeMetadata/v1/project/project-id');
  await get(server.address, '/computeMetadata/v1/nothing?alt=json');
  await get(server.address, '/computeMetadata/v1/project/project-id', { headers: {} });
  await get(server.address, '/computeMetadata/v1/instance/id', { method: 'POST' });
  const { instance } = someInstance;
  const path = '/computeMetadata/v1';
  await expect
    .poll(() => seen)
    .toEqual([
      { instance, method: 'GET', url: `${path}/project/project-id`, flavored: true, status: 200 },
      { instance, method: 'GET', url: `${path}/nothing?alt=json`, flavored: true, status: 404 },
      { instance, method: 'GET', url: `${path}/project/project-id`, flavored: false, status: 403 },
      { instance, method: 'POST', url: `${path}/instance/id`, flavored: true, status: 405 },
    ]);
});

test('a request is reported when it has its answer, and strangers are not', async () => {
  const seen: AnsweredRequest[] = [];
  let known = true;
  await using server = await startServer({
    onRequest: (request) => void seen.push(request),
    identify: () => (known ? someInstance : null),
  });
  const url = '/computeMetadata/v1/instance/maintenance-event?wait_for_change=true';
  const waiting = get(server.address, url);
  await get(server.address, '/computeMetadata/v1/instance/id');
  server.set('instance/maintenance-event', 'MIGRATE_ON_HOST_MAINTENANCE');
  await waiting;
  known = false;
  await get(server.address, '/computeMetadata/v1/instance/id');
  await expect.poll(() => seen.map(({ url }) => url)).toEqual(['/computeMetadata/v1/instance/id', url]);
});
