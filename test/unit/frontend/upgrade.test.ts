import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { RequestRecord } from '../../../src/core/index.ts';
import { ask, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';

const upgrade = 'GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n';
const switching = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo/1\r\n\r\n';

test('WebSocket messages pass in both directions, with the sub-protocol, the close code and our headers', async () => {
  const app = createServer();
  const sockets = new WebSocketServer({ server: app });
  sockets.on('connection', (socket, request) => {
    socket.send(String(request.headers['x-forwarded-for']));
    socket.on('message', (data, isBinary) => {
      socket.send(data, { binary: isBinary });
    });
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const records: RequestRecord[] = [];
  await using frontEnd = await startTestFrontEnd(
    { host: '127.0.0.1', port: (app.address() as AddressInfo).port },
    { onRequest: (record) => records.push(record) },
  );

  const client = new WebSocket(`ws://127.0.0.1:${frontEnd.address.port}/ws`, ['chat']);
  const [greeting] = (await once(client, 'message')) as [Buffer];
  expect(greeting.toString()).toBe('127.0.0.1, 169.254.1.1');
  expect(client.protocol).toBe('chat');
  const large = Buffer.alloc(1024 * 1024, 7);
  client.send(large);
  expect(((await once(client, 'message')) as [Buffer])[0].equals(large)).toBe(true);
  client.close(4001, 'bye');
  expect((await once(client, 'close'))[0]).toBe(4001);
  await vi.waitFor(() =>
    expect(records).toMatchObject([{ status: 101, url: '/ws', instance: 'instance-0' }]),
  );
  expect(records[0]?.responseBytes).toBeGreaterThan(large.length);
  sockets.close();
  app.close();
});

test('bytes that come with the heads are not lost, and each direction ends on its own', async () => {
  await using instance = await startRawInstance((socket) => {
    socket.removeAllListeners('data');
    let heard = '';
    socket.on('data', (bytes) => (heard += bytes.toString()));
    // The client's half is over when it answers: its own half still works.
    socket.on('end', () => socket.end(`heard ${heard}`));
    socket.write(`${switching}welcome `);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  const client = connect({ ...frontEnd.address, allowHalfOpen: true });
  client.end(`${upgrade}early`);
  let text = '';
  client.on('data', (bytes) => (text += bytes.toString()));
  await once(client, 'end');
  expect(text).toMatch(
    /^HTTP\/1\.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\/1\r\nVia: 1\.1 google\r\n\r\nwelcome heard early$/,
  );
  expect(instance.requests[0]?.text).toMatch(/\r\nConnection: Upgrade\r\nUpgrade: echo\/1\r\n\r\n$/);
});

test('an app that has said all it has to say still hears the client', async () => {
  const { promise: told, resolve: tell } = Promise.withResolvers<string>();
  await using instance = await startRawInstance((socket) => {
    socket.removeAllListeners('data');
    let heard = '';
    socket.on('data', (bytes) => (heard += bytes.toString()));
    socket.on('end', () => tell(heard));
    socket.end(switching);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  const client = connect({ ...frontEnd.address, allowHalfOpen: true });
  client.write(upgrade);
  client.resume();
  await once(client, 'end');
  client.end('late');
  expect(await told).toBe('late');
});

test('an app that declines is answered for like any other', async () => {
  await using instance = await startRawInstance(
    (socket) =>
      void socket.write('HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n0\r\n\r\n'),
  );
  const records: RequestRecord[] = [];
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onRequest: (record) => records.push(record),
  });
  const headers = { Connection: 'Upgrade', Upgrade: 'echo/1' };
  const answer = await ask(frontEnd, { headers });
  expect(answer).toMatchObject({ status: 404, complete: true, headers: { connection: 'close' } });
  expect(answer.body.toString()).toBe('no');
  await vi.waitFor(() => expect(records).toMatchObject([{ status: 404, responseBytes: 2 }]));
});

test('an instance that is not there is 502 for an upgrade too', async () => {
  await using frontEnd = await startTestFrontEnd({ host: '127.0.0.1', port: 1 });
  expect((await ask(frontEnd, { headers: { Connection: 'Upgrade', Upgrade: 'echo/1' } })).status).toBe(502);
});

/** A connection that speaks the other protocol, and both its ends. */
async function upgraded(options: Parameters<typeof startTestFrontEnd>[1] = {}) {
  let far: Socket | null = null;
  const instance = await startRawInstance((socket) => {
    far = socket;
    socket.write(switching);
  });
  const frontEnd = await startTestFrontEnd(instance.address, options);
  const client = connect(frontEnd.address);
  client.on('error', () => undefined);
  client.write(upgrade);
  await once(client, 'data');
  return { instance, frontEnd, client, far: far as unknown as Socket };
}

test('disposing the front end closes what is upgraded', async () => {
  const { instance, frontEnd, client } = await upgraded();
  const closed = Promise.all([once(client, 'close'), instance.nextClose()]);
  await frontEnd[Symbol.asyncDispose]();
  await closed;
  await instance[Symbol.asyncDispose]();
});

test.each(['client', 'instance'] as const)('a reset by the %s reaches the other side', async (who) => {
  const { instance, frontEnd, client, far } = await upgraded();
  const noticed = who === 'client' ? instance.nextClose() : once(client, 'close');
  (who === 'client' ? client : far).resetAndDestroy();
  await noticed;
  await frontEnd[Symbol.asyncDispose]();
  await instance[Symbol.asyncDispose]();
});

test('upgraded connections last as long as they may, and not as requests do', async () => {
  const { instance, frontEnd, client } = await upgraded({
    limits: { requestTimeoutMs: 50, webSocketMs: 100 },
  });
  await once(client, 'close');
  await frontEnd[Symbol.asyncDispose]();
  await instance[Symbol.asyncDispose]();
});
