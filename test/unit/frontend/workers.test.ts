import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { RequestRecord } from '../../../src/core/index.ts';
import { parsePlaces, type ForwardedRequest, type FrontEndWorkers } from '../../../src/frontend/index.ts';
import { pidsOfWorkers, startTestWorkers, type TestRouting } from '../../support/front-end-workers/start.ts';
import { askOn, http2Session } from '../../support/http2-client.ts';
import { ask, sendRaw, startRawInstance, type RawInstance } from '../../support/http-peers.ts';
import { startRecordingApp, statusesIn, type RecordingApp } from '../../support/recording-app.ts';
import { testAuthority, type TestAuthority } from '../../support/secure-front-end.ts';
import { clientNames, ignoredNames, replacedNames, reservedNames } from './header-names.ts';
import { hostileRequests } from './hostile-requests.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

const records: RequestRecord[] = [];
const forwarded: ForwardedRequest[] = [];
let app: RecordingApp;
let trust: TestAuthority;
let workers: FrontEndWorkers<TestRouting>;

// Two processes for all tests: to start them takes longer than most tests do.
beforeAll(async () => {
  app = await startRecordingApp();
  trust = await testAuthority();
  workers = await startTestWorkers(app.address, {
    tls: { listen: { host: '127.0.0.1', port: 0 }, certificates: trust.certificates },
    limits: { requestTimeoutMs: Infinity },
    places: parsePlaces(['127.0.0.0/8=FR/idf/paris']),
    explain: (instance) => Promise.resolve({ reason: `${instance} sleeps.`, lines: ['good night'] }),
    onRequest: (record) => records.push(record),
    onForward: (request) => forwarded.push(request),
  });
}, 30_000);
afterAll(async () => {
  for (const one of [workers, trust, app]) await one[Symbol.asyncDispose]();
});

/** The Host header that leads to an instance. */
function hostOf({ address }: Pick<RawInstance, 'address'>): string {
  return `instance:${address.port}`;
}

test('several processes serve one port, and what they serve is reported in this one', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  const pids = await pidsOfWorkers(workers, 2);
  expect(pids).toHaveLength(2);
  expect(pids).not.toContain(process.pid);
  const headers = { Host: hostOf(instance), 'User-Agent': 'tester' };
  expect(await ask(workers, { path: '/a?b', headers })).toMatchObject({
    status: 200,
    body: Buffer.from('hello'),
  });
  const reported = () => records.filter(({ url }) => url === '/a?b');
  await vi.waitFor(() => expect(reported()).toHaveLength(1));
  expect(reported()).toMatchObject([
    { status: 200, userAgent: 'tester', instance: 'instance-0', responseBytes: 5 },
  ]);
  expect(forwarded).toMatchObject([{ url: '/a?b', instance: 'instance-0' }]);
  expect(instance.requests[0]?.text).toContain(`X-Cloud-Trace-Context: ${reported()[0]?.trace}/`);
});

test('workers refuse and take what one process does', async () => {
  const before = records.length;
  const seen = [];
  for (const { name, bytes } of hostileRequests) {
    const statuses = statusesIn(await sendRaw(workers, bytes));
    seen.push({ name, statuses, reaches: (await app.taken()).sort() });
  }
  expect(seen).toEqual(hostileRequests.map(({ name, statuses, reaches }) => ({ name, statuses, reaches })));
  const logged = hostileRequests.flatMap((one) => one.logged ?? one.statuses).sort();
  await vi.waitFor(() =>
    expect(
      records
        .slice(before)
        .map(({ status }) => status)
        .sort(),
    ).toEqual(logged),
  );
});

test('workers keep to the header rules', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  const names = [...reservedNames, ...replacedNames, ...clientNames, ...ignoredNames];
  const headers = Object.fromEntries(names.map((name) => [name, 'from-outside']));
  await ask(workers, { headers: { ...headers, Host: hostOf(instance) } });
  const head = instance.requests[0]?.text.toLowerCase() ?? '';
  const values = (name: string) => head.match(new RegExp(`(?<=^${name}: ).*(?=\r$)`, 'gim'));
  const dropped = [...reservedNames, ...ignoredNames].map((name) => `\n${name.toLowerCase()}:`);
  expect(dropped.filter((name) => head.includes(name))).toEqual([]);
  expect(clientNames.map(values)).toEqual(clientNames.map(() => ['from-outside']));
  expect(replacedNames.map(values)).toEqual([['fr'], ['127.0.0.1'], ['off'], ['0.000000,0.000000']]);
});

test('what is known of a silent instance is asked for', async () => {
  const { status, body } = await ask(workers, { headers: { Host: 'instance:1' } });
  expect(`${status} ${body.toString()}`).toMatch(
    /^502 [^]*instance-0 refused[^]* sleeps\.\n[^]*\n {2}good night\n$/,
  );
});

test('HTTP/2, and certificates that this process makes, with sessions that every worker knows', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  const secure = workers.secure ?? expect.fail('no TLS');
  await using session = await http2Session({ frontEnd: { ...workers, secure }, trust });
  const answer = await askOn(session, { ':path': '/', ':authority': hostOf(instance) });
  expect(answer.body.toString()).toBe('hello');
  expect(instance.requests[0]?.text).toContain('X-Forwarded-Proto: https\r\n');

  const { port } = secure.address;
  const ca = trust.authority.certificate;
  const connected = async (options: object): Promise<TLSSocket> => {
    const socket = connect({ host: '127.0.0.1', port, servername: 'shop.localhost', ca, ...options });
    await once(socket, 'secureConnect');
    return socket;
  };
  const first = await connected({});
  expect(first.getPeerCertificate().subjectaltname).toBe('DNS:shop.localhost');
  const [ticket] = (await once(first, 'session')) as [Buffer];
  const again = await Promise.all(Array.from({ length: 12 }, () => connected({ session: ticket })));
  expect(again.map((socket) => socket.isSessionReused())).toEqual(again.map(() => true));
  for (const socket of [first, ...again]) socket.destroy();
});

test('WebSocket messages pass', async () => {
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => {
      socket.send(data);
    });
  });
  await once(sockets, 'listening');
  const { port } = sockets.address() as AddressInfo;
  const client = new WebSocket(workers.url.replace('http', 'ws'), { headers: { Host: `instance:${port}` } });
  await once(client, 'open');
  client.send('hello');
  expect(String((await once(client, 'message'))[0])).toBe('hello');
  client.close(4001);
  expect((await once(client, 'close'))[0]).toBe(4001);
  sockets.close();
});

test('routes are those that were told last', async () => {
  await using next = await startRawInstance((socket) => void socket.write(hello));
  workers.route({ address: next.address });
  const asked = async () => (await ask(workers, { headers: { Host: 'a' } })).body.toString();
  await vi.waitFor(async () => expect(await asked()).toBe('hello'));
  await vi.waitFor(async () => expect(await asked()).toBe('hello'));
  await app.taken();
  const answers = await Promise.all(Array.from({ length: 12 }, asked));
  expect(answers).toEqual(answers.map(() => 'hello'));
  expect(await app.taken()).toEqual([]);
});
