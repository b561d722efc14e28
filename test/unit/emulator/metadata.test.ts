import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  defaultAppSettings,
  deploymentSettings,
  listSessions,
  openSession,
  serveSession,
  startEmulator,
  startMetadataAlone,
  usualMetadata,
} from '../../../src/emulator/index.ts';
import { emulatorOptions, sessionOptions } from '../../support/emulator-options.ts';
import { fakeHost } from '../../support/fake-host.ts';
import { get } from '../../support/metadata.ts';
import { planOf } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

let root = '';
let folders = 0;
const { signal } = new AbortController();
const custom = 'project/attributes/colour';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'flexbuild-'));
});
afterAll(() => rm(root, { recursive: true }));

test('a server alone answers as one instance, is found as a session, and goes when it is told to', async () => {
  const stateFolder = freshFolder();
  const { server, job } = await startAlone(stateFolder, { project: { colour: 'blue' } });
  const address = addressOf(server.url);
  const { body: name } = await get(address, '/computeMetadata/v1/instance/name');
  expect(name).toMatch(/^aef-shop-\d{8}t\d{6}-[0-9a-z]{4}$/);
  expect(await get(address, `/computeMetadata/v1/${custom}`)).toMatchObject({ body: 'blue' });
  expect(job.notices).toEqual([{ kind: 'listening', what: 'metadata', url: server.url }]);

  const [state] = await listSessions({ stateFolder });
  expect(state?.phase).toMatchObject({ kind: 'running', emulator: { url: server.url, instances: [] } });
  const session = await openSession({ stateFolder, id: state?.session.id ?? '' });
  expect(await session.statistics({ signal })).toEqual([]);
  const stopping = session.stop({ kill: false, signal });
  expect(await server.stopped).toEqual([]);
  await server[Symbol.asyncDispose]();
  expect(await stopping).toEqual([]);
  expect(await readdir(stateFolder)).toEqual([]);
});

test('others set, read and take back its values, wake whoever waits, and are told what cannot be', async () => {
  const stateFolder = freshFolder();
  const { server } = await startAlone(stateFolder, { project: { colour: 'blue' } });
  await using _server = server;
  const [state] = await listSessions({ stateFolder });
  const session = await openSession({ stateFolder, id: state?.session.id ?? '' });
  const path = `/computeMetadata/v1/${custom}`;
  const { headers } = await get(addressOf(server.url), path);
  const changed = get(
    addressOf(server.url),
    `${path}?wait_for_change=true&last_etag=${String(headers.etag)}`,
  );
  expect(await session.metadata({ kind: 'set', path: custom, value: 'red' }, { signal })).toBe('red');
  expect((await changed).body).toBe('red');
  expect(await session.metadata({ kind: 'get', path: custom }, { signal })).toBe('red');
  expect(await session.metadata({ kind: 'delete', path: custom }, { signal })).toBeNull();
  const refused = session.metadata({ kind: 'set', path: 'instance/attributes/x', value: 'y' }, { signal });
  await expect(refused).rejects.toMatchObject({ fault: 'usage', diagnostics: [{ code: 'FB5210' }] });
});

test('a port that is taken is said, and leaves no session', async () => {
  const stateFolder = freshFolder();
  const { server } = await startAlone(stateFolder);
  await using _server = server;
  const failed = startAlone(freshFolder(), {}, Number(new URL(server.url).port));
  await expect(failed).rejects.toMatchObject({ diagnostics: [{ code: 'FB5201' }] });
});

test('tokens of one account make that the account of the app', async () => {
  const accounts: string[] = [];
  await using host = fakeHost((app) => {
    accounts.push(app.identity.serviceAccount);
    app.listen((_request, response) => response.end());
  });
  const tokens = {
    account: 'dev@shop.iam.gserviceaccount.com',
    accessToken: () => Promise.resolve({ value: 'real', expiresAtMs: Date.now() + 3_600_000 }),
    identityToken: null,
  };
  const options = emulatorOptions(host, { metadata: { tokens, project: {}, faults: [] } });
  await using _emulator = await startEmulator(options, testJob());
  expect(accounts).toEqual(['dev@shop.iam.gserviceaccount.com']);
});

test('values of a running app are set by its session', async () => {
  const stateFolder = freshFolder();
  await using host = fakeHost((app) => app.listen((_request, response) => response.end()));
  await using served = await serveSession(sessionOptions(stateFolder), testJob());
  await using emulator = await startEmulator(emulatorOptions(host), served.job);
  const session = await openSession({ stateFolder, id: served.id });
  const request = { kind: 'set', path: custom, value: 'red' } as const;
  await expect(session.metadata(request, { signal })).rejects.toThrow('does not answer yet');
  served.running(emulator);
  expect(await session.metadata(request, { signal })).toBe('red');
  expect(emulator.metadata.get(custom)).toBe('red');
});

async function startAlone(stateFolder: string, difference: Partial<typeof usualMetadata> = {}, port = 0) {
  const now = new Date();
  const job = testJob();
  const server = await startMetadataAlone(
    {
      deployment: deploymentSettings({ app: defaultAppSettings, plan: planOf({ service: 'shop' }), now }),
      metadata: { ...usualMetadata, ...difference },
      listen: { host: '127.0.0.1', port },
      session: sessionOptions(stateFolder, { now }),
    },
    job,
  );
  return { server, job };
}

function freshFolder(): string {
  return join(root, String(++folders));
}

function addressOf(url: string) {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}
