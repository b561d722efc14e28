import { expect, test } from 'vitest';
import { get, startServer } from '../../support/metadata.ts';

const v1 = '/computeMetadata/v1';

test.each(['/', `${v1}/instance/name`, `${v1}/instance/service-accounts/default/token`, '/nowhere'])(
  'metadata-unavailable: %s is 503, with the headers of always',
  async (path) => {
    await using server = await startServer({ faults: ['metadata-unavailable'] });
    const { status, headers } = await get(server.address, path);
    expect([status, headers['metadata-flavor'], headers['content-type']]).toEqual([
      503,
      'Google',
      'text/html; charset=UTF-8',
    ]);
  },
);

test('metadata-unavailable: whoever verifies tokens is not on that machine', async () => {
  await using server = await startServer({ faults: ['metadata-unavailable'] });
  expect((await get(server.address, '/flexbuild/v1/jwks.json')).status).toBe(200);
});

test('metadata-slow: answers are right, and late', async () => {
  await using server = await startServer({ faults: ['metadata-slow'], limits: { slowMs: 60 } });
  const begun = performance.now();
  expect((await get(server.address, `${v1}/project/project-id`)).body).toBe('demo-app');
  expect(performance.now() - begun).toBeGreaterThan(55);
});

test('token-expiring: ten seconds are left of every access token', async () => {
  let nowMs = 1_800_000_000_000;
  await using server = await startServer({ faults: ['token-expiring'], now: () => nowMs });
  const token = async () =>
    JSON.parse((await get(server.address, `${v1}/instance/service-accounts/default/token`)).body) as object;
  const first = await token();
  expect(first).toMatchObject({ expires_in: 10, token_type: 'Bearer' });
  nowMs += 9_000;
  expect(await token()).toEqual(first);
});

test('together', async () => {
  const limits = { slowMs: 1 };
  await using server = await startServer({ faults: ['metadata-slow', 'metadata-unavailable'], limits });
  expect((await get(server.address, '/')).status).toBe(503);
});
