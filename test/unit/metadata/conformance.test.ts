import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetadataServer } from '../../../src/metadata/index.ts';
import { conformanceMetadata, expectAnswer, metadataCases } from '../../support/metadata-cases.ts';
import { get, startServer } from '../../support/metadata.ts';

let server: MetadataServer;
const agent = new Agent({ keepAlive: true });
beforeAll(async () => {
  server = await startServer({ projectMetadata: conformanceMetadata });
});
afterAll(async () => {
  agent.destroy();
  await server[Symbol.asyncDispose]();
});

const topics = metadataCases();

describe.each(topics)('%s', (_topic, cases) => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
    const { method, target, headers } = one;
    expectAnswer(await get(server.address, target, { method, headers, agent }), one);
  });
});

test('there are enough cases, none of them twice', () => {
  const names = topics.flatMap(([, cases]) => cases.map((one) => one.name));
  expect(names.length).toBeGreaterThanOrEqual(150);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});
