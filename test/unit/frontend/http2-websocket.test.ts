import { once } from 'node:events';
import { createServer } from 'node:http';
import { constants, type ClientHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { RequestRecord } from '../../../src/core/index.ts';
import type { FrontEndOptions } from '../../../src/frontend/index.ts';
import { answerOn, askOn, http2Session } from '../../support/http2-client.ts';
import { startRawInstance } from '../../support/http-peers.ts';
import { startSecureFrontEnd, testAuthority, type TestAuthority } from '../../support/secure-front-end.ts';

let trust: TestAuthority;
beforeAll(async () => {
  trust = await testAuthority();
});
afterAll(() => trust[Symbol.asyncDispose]());

/** RFC 8441 §5.1. */
const connect = {
  ':method': 'CONNECT',
  ':protocol': 'websocket',
  ':scheme': 'https',
  ':path': '/chat?room=1',
  ':authority': 'shop.localhost',
  'sec-websocket-version': '13',
  'sec-websocket-protocol': 'chat',
};

/** An app that says over a WebSocket what it was asked for, and then the same as its client. */
async function echoApp() {
  const app = createServer();
  const sockets = new WebSocketServer({ server: app });
  sockets.on('connection', (socket, { url, headers }) => {
    socket.send(`${url ?? ''} ${headers.host ?? ''} ${String(headers['x-forwarded-proto'])}`);
    socket.on('message', (message, isBinary) => socket.send(message, { binary: isBinary }));
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  return {
    address: { host: '127.0.0.1', port: (app.address() as AddressInfo).port },
    async [Symbol.asyncDispose]() {
      sockets.close();
      for (const socket of sockets.clients) socket.terminate();
      app.close();
      await once(app, 'close');
    },
  };
}

async function chain(options: Partial<FrontEndOptions> = {}) {
  await using made = new AsyncDisposableStack();
  const app = made.use(await echoApp());
  const frontEnd = made.use(await startSecureFrontEnd(app.address, trust, options));
  const session = made.use(await http2Session({ frontEnd, trust }));
  const kept = made.move();
  return { session, frontEnd, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Reads what comes until it ends with `wanted`. */
async function heard(stream: ClientHttp2Stream, wanted: string): Promise<string> {
  let text = '';
  for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1');
    if (text.endsWith(wanted)) return text;
  }
  return text;
}

/** RFC 6455 §5.2: a final text frame with a mask of zeros, as clients have to mask theirs. */
function textFrame(text: string): Buffer {
  return Buffer.concat([Buffer.of(0x81, 0x80 | text.length, 0, 0, 0, 0), Buffer.from(text)]);
}

test('a WebSocket over a stream of HTTP/2 (RFC 8441)', async () => {
  const records: RequestRecord[] = [];
  await using all = await chain({ onRequest: (record) => records.push(record) });
  expect(all.session.remoteSettings.enableConnectProtocol).toBe(true);
  const stream = all.session.request(connect, { endStream: false });
  const [headers] = (await once(stream, 'response')) as [Record<string, unknown>];
  expect(headers).toMatchObject({ ':status': 200, 'sec-websocket-protocol': 'chat', via: '1.1 google' });
  for (const name of ['sec-websocket-accept', 'connection', 'upgrade'])
    expect(headers).not.toHaveProperty(name);
  const greeting = '/chat?room=1 shop.localhost https';
  expect(await heard(stream, greeting)).toHaveLength(2 + greeting.length);
  stream.write(textFrame('hello'));
  expect(await heard(stream, 'hello')).toBe('\x81\x05hello');
  const closed = once(stream, 'close');
  stream.end(Buffer.of(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8));
  stream.resume();
  await closed;
  await vi.waitFor(() =>
    expect(records).toMatchObject([{ status: 101, url: '/chat?room=1', method: 'GET' }]),
  );
  expect(records[0]?.responseBytes).toBeGreaterThan(greeting.length);
});

test('other streams of the connection go on beside it, and it ends alone', async () => {
  await using all = await chain();
  const [one, other] = [
    all.session.request(connect, { endStream: false }),
    all.session.request(connect, { endStream: false }),
  ];
  for (const stream of [one, other]) await once(stream, 'response');
  one.on('error', () => undefined);
  one.close(constants.NGHTTP2_CANCEL);
  await heard(other, 'https');
  other.write(textFrame('still'));
  expect(await heard(other, 'still')).toBe('\x81\x05still');
});

test('an app that declines is answered for like any other', async () => {
  await using instance = await startRawInstance(
    (socket) => void socket.write('HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno'),
  );
  await using frontEnd = await startSecureFrontEnd(instance.address, trust);
  await using session = await http2Session({ frontEnd, trust });
  const stream = session.request(connect, { endStream: false });
  expect(await answerOn(stream)).toMatchObject({ headers: { ':status': 404 }, body: Buffer.from('no') });
  expect(instance.requests[0]?.text).toMatch(/^GET \/chat\?room=1 HTTP\/1\.1\r\n/);
  expect(instance.requests[0]?.text).toMatch(/\r\nsec-websocket-key: [A-Za-z0-9+/]{22}==\r\n/i);
  expect(instance.requests[0]?.text).toMatch(/\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n$/);
  expect((await askOn(session)).headers[':status']).toBe(404);
});

test('the longest a request may take holds for it too', async () => {
  await using all = await chain({ limits: { webSocketMs: 100 } });
  const stream = all.session.request(connect, { endStream: false });
  stream.on('error', () => undefined);
  stream.resume();
  await new Promise((resolve) => stream.once('close', resolve));
  expect(all.session.destroyed).toBe(false);
});
