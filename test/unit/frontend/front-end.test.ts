import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test, vi } from 'vitest';
import type { RequestRecord } from '../../../src/core/index.ts';
import { startFrontEnd } from '../../../src/frontend/index.ts';
import { ask, sendRaw, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const nowhere = { host: '127.0.0.1', port: 1 };

/** Waits until a count has not moved between two looks. */
async function settled(count: () => number): Promise<void> {
  let before = -1;
  const stands = (): boolean => {
    const stood = count() === before;
    before = count();
    return stood;
  };
  await vi.waitUntil(stands, { interval: 150, timeout: 4000 });
}

test('a port in use is FB5001, an address of another machine FB5002', async () => {
  await using first = await startTestFrontEnd(nowhere);
  await expect(startTestFrontEnd(nowhere, { listen: first.address })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5001', message: expect.stringContaining(String(first.address.port)) as string }],
    fault: 'machine',
  });
  await expect(startTestFrontEnd(nowhere, { listen: { host: '192.0.2.1', port: 0 } })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5002' }],
  });
});

test('the router is asked with what the client sent, and its answer is followed', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  const heads: unknown[] = [];
  await using frontEnd = await startTestFrontEnd(nowhere, {
    route: (head) => {
      heads.push(head);
      return { kind: 'instance', address: instance.address, instance: 'i' };
    },
  });
  await ask(frontEnd, { method: 'DELETE', path: '/a/b?c=%20d', headers: { Host: 'v1.example:8080' } });
  expect(heads).toEqual([
    { method: 'DELETE', url: '/a/b?c=%20d', host: 'v1.example:8080', clientAddress: '127.0.0.1' },
  ]);
  expect(instance.requests[0]?.text).toMatch(
    /^DELETE \/a\/b\?c=%20d HTTP\/1\.1\r\nHost: v1\.example:8080\r\n/,
  );
});

test.each([
  [
    'text/html,*/*',
    'text/html; charset=utf-8',
    '<p>no &lt;instance&gt; is ready</p><p>What the app wrote last:</p><pre>&lt;last&gt;</pre>',
  ],
  ['*/*', 'text/plain; charset=utf-8', 'no <instance> is ready\n\nWhat the app wrote last:\n\n  <last>\n'],
])('a route that is unavailable says so to %s', async (accept, type, text) => {
  const records: RequestRecord[] = [];
  await using frontEnd = await startTestFrontEnd(nowhere, {
    route: () => ({
      kind: 'unavailable',
      status: 503,
      reason: 'no <instance> is ready',
      instances: ['instance-0'],
    }),
    explain: () => ({ reason: 'not shown', lines: ['<last>'] }),
    onRequest: (record) => records.push(record),
  });
  const answer = await ask(frontEnd, { headers: { accept } });
  const headers = { 'content-type': type, 'cache-control': 'no-store' };
  expect(answer).toMatchObject({ status: 503, headers });
  expect(answer.body.toString()).toContain(text);
  await vi.waitFor(() =>
    expect(records).toMatchObject([{ status: 503, instance: null, responseBytes: answer.body.length }]),
  );
});

test('of many lines the page shows the last', async () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);
  await using frontEnd = await startTestFrontEnd(nowhere, { explain: () => ({ reason: 'told', lines }) });
  const page = (await ask(frontEnd)).body.toString();
  expect(page.match(/line \d+/g)).toEqual(lines.slice(-20));
});

test('nothing listens where the instance should be: 502 that names the place', async () => {
  await using frontEnd = await startTestFrontEnd(nowhere);
  const answer = await ask(frontEnd);
  expect(answer.status).toBe(502);
  expect(answer.body.toString()).toContain('127.0.0.1:1');
});

test('what is known of an instance that gives no answer is in the page', async () => {
  await using frontEnd = await startTestFrontEnd(nowhere, {
    explain: (instance) => ({ reason: `${instance} listens elsewhere.`, lines: ['one', 'two'] }),
  });
  const { status, body } = await ask(frontEnd);
  expect({ status, body: body.toString() }).toMatchObject({
    status: 502,
    body: expect.stringMatching(
      / instance-0 listens elsewhere\.\n\nWhat the app wrote last:\n\n {2}one\n {2}two\n$/,
    ) as string,
  });
});

test('every request is reported once, with the trace the app saw', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  const records: RequestRecord[] = [];
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onRequest: (record) => records.push(record),
  });
  await ask(frontEnd, { path: '/x?y' });
  await vi.waitFor(() => expect(records).toHaveLength(1));
  const [record] = records;
  expect(record).toMatchObject({
    method: 'GET',
    url: '/x?y',
    status: 200,
    responseBytes: 5,
    instance: 'instance-0',
  });
  expect(record?.latencyMs).toBeGreaterThan(0);
  expect(instance.requests[0]?.text).toContain(`X-Cloud-Trace-Context: ${record?.trace}/`);
});

test('bodies reach the app unchanged, sized and chunked, and come back', async () => {
  const app = createServer((request, response) => void request.pipe(response));
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  await using frontEnd = await startTestFrontEnd({
    host: '127.0.0.1',
    port: (app.address() as { port: number }).port,
  });
  const body = Buffer.alloc(3 * 1024 * 1024, 'abcdefg');
  for (const headers of [{ 'Content-Length': String(body.length) }, { 'Transfer-Encoding': 'chunked' }]) {
    const answer = await ask(frontEnd, { method: 'POST', headers, body });
    expect(answer.body.equals(body)).toBe(true);
  }
  app.close();
});

test('a slow client holds the app back instead of filling memory', async () => {
  const size = 64 * 1024 * 1024;
  let written = 0;
  const app = createServer((_request, response) => {
    const block = Buffer.alloc(64 * 1024);
    const more = (): void => {
      while (written < size) {
        written += block.length;
        if (!response.write(block)) return void response.once('drain', more);
      }
      response.end();
    };
    more();
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  await using frontEnd = await startTestFrontEnd({
    host: '127.0.0.1',
    port: (app.address() as { port: number }).port,
  });
  const client = connect(frontEnd.address);
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  client.pause();
  // What sockets hold is far less than the whole.
  await settled(() => written);
  expect(written).toBeLessThan(size / 2);

  let received = 0;
  client.on('data', (chunk) => (received += chunk.length));
  client.resume();
  await once(client, 'close');
  expect(received).toBeGreaterThan(size);
  app.close();
});

test('an app that does not read holds the client back', async () => {
  await using instance = await startRawInstance((socket) => void socket.pause());
  await using frontEnd = await startTestFrontEnd(instance.address);
  const client = connect(frontEnd.address);
  client.on('error', () => undefined);
  const size = 30 * 1024 * 1024;
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  client.write(Buffer.alloc(size));
  await settled(() => client.bytesWritten - client.writableLength);
  expect(client.writableLength).toBeGreaterThan(size / 2);
  client.destroy();
});

test.each([
  ['3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n', 5, 'abcde'],
  ['0\r\n\r\n', 0, ''],
])('a chunked body of %j is sent with its length', async (chunks, length, body) => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startTestFrontEnd(instance.address);
  await sendRaw(
    frontEnd,
    `POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`,
  );
  const [head = '', rest] = instance.requests[0]?.text.split('\r\n\r\n') ?? [];
  expect(head).toMatch(new RegExp(`\\r\\nContent-Length: ${length}$`, 'm'));
  expect(head).not.toMatch(/transfer-encoding/i);
  expect(rest).toBe(body);
});

test('without a limit a chunked body is passed on as it comes', async () => {
  const { promise: heard, resolve: hear } = Promise.withResolvers<string>();
  await using instance = await startRawInstance((socket, { text }) => {
    let body = text.slice(text.indexOf('\r\n\r\n') + 4);
    const take = (): void => {
      if (body.includes('abc')) hear(text);
    };
    take();
    socket.on('data', (bytes) => {
      body += bytes.toString();
      take();
    });
  });
  await using frontEnd = await startTestFrontEnd(instance.address, {
    limits: { requestBodyBytes: Infinity },
  });
  const client = connect(frontEnd.address);
  client.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n');
  expect(await heard).toContain('\r\nTransfer-Encoding: chunked\r\n');
  client.destroy();
});

test.each(['declared', 'streamed'])('a %s body of more than the limit is answered 413', async (kind) => {
  await using instance = await startRawInstance(() => undefined);
  await using frontEnd = await startTestFrontEnd(instance.address, { limits: { requestBodyBytes: 100_000 } });
  const body = Buffer.alloc(100_001);
  const headers =
    kind === 'declared' ? { 'Content-Length': String(body.length) } : { 'Transfer-Encoding': 'chunked' };
  expect(await ask(frontEnd, { method: 'POST', headers, body })).toMatchObject({
    status: 413,
    complete: true,
  });
  expect(instance.connections()).toBe(0);
});

test('a client that waits for 100 is told to go on, and not when its body is refused', async () => {
  await using instance = await startRawInstance((socket, { text }) => {
    // The body may have come with the head.
    if (text.endsWith('abc')) socket.write(hello);
    else socket.once('data', () => socket.write(hello));
  });
  await using frontEnd = await startTestFrontEnd(instance.address, { limits: { requestBodyBytes: 10 } });
  const client = connect(frontEnd.address);
  client.write(
    'POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n',
  );
  expect(String((await once(client, 'data'))[0])).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  client.write('abc');
  expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK/);
  expect(instance.requests[0]?.text.toLowerCase()).not.toContain('expect:');

  const refused = await ask(frontEnd, {
    method: 'POST',
    headers: { Expect: '100-continue', 'Content-Length': '11' },
    body: 'x'.repeat(11),
  });
  expect(refused.status).toBe(413);
});

test('an answer before the request is read gets through, and the connection is good for another', async () => {
  const early = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno';
  await using instance = await startRawInstance((socket) => void socket.write(early));
  await using frontEnd = await startTestFrontEnd(instance.address);
  const client = connect(frontEnd.address);
  client.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\n\r\nabc');
  expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 403 /);
  client.write('defGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 403 /);
  expect(instance.requests).toHaveLength(2);
  expect(instance.connections()).toBe(2);
});

test('the rest of a body that nobody wants is thrown away, however long it is', async () => {
  let far: Socket | null = null;
  const refusal = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno';
  await using instance = await startRawInstance((socket, { nth }) => {
    far = socket.pause();
    if (nth === 2) socket.write(refusal);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  const size = 30 * 1024 * 1024;
  const client = connect(frontEnd.address);
  let text = '';
  client.on('data', (bytes) => (text += bytes.toString()));
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  client.write(Buffer.alloc(size));
  client.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  await vi.waitUntil(() => far !== null);
  await settled(() => far?.readableLength ?? 0);
  (far as Socket | null)?.write(refusal);
  await once(client, 'end');
  expect(text.match(/HTTP\/1\.1 403 /g)).toHaveLength(2);
});

test('a client that sends its whole body before it reads still gets the 413', async () => {
  await using frontEnd = await startTestFrontEnd(nowhere, { limits: { requestBodyBytes: 1000 } });
  const size = 8 * 1024 * 1024;
  const client = connect(frontEnd.address);
  client.pause();
  client.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n`);
  await new Promise((resolve, reject) => {
    client.once('error', reject);
    client.write(Buffer.alloc(size), resolve);
  });
  const received = once(client, 'data');
  client.resume();
  expect(String((await received)[0])).toMatch(/^HTTP\/1\.1 413 /);
  client.destroy();
});

test('every header reaches the app, be they thousands', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startTestFrontEnd(instance.address);
  await sendRaw(
    frontEnd,
    `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${'a:\r\n'.repeat(3000)}z: last\r\n\r\n`,
  );
  expect(instance.requests[0]?.text).toContain('\r\nz: last\r\n');
});

test('a client that leaves ends the request at the instance, and is reported as 499', async () => {
  const records: RequestRecord[] = [];
  let asked = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (asked = resolve));
  await using instance = await startRawInstance(() => asked());
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onRequest: (record) => records.push(record),
  });
  const client = connect(frontEnd.address);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await arrived;
  const closed = instance.nextClose();
  client.destroy();
  await closed;
  await vi.waitFor(() => expect(records).toMatchObject([{ status: 499, instance: 'instance-0' }]));
});

test('a request that takes too long is answered 504, and cut off where the answer has begun', async () => {
  await using instance = await startRawInstance((socket, { text }) => {
    if (text.startsWith('GET /begun')) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe');
  });
  await using frontEnd = await startTestFrontEnd(instance.address, { limits: { requestTimeoutMs: 50 } });
  expect(await ask(frontEnd)).toMatchObject({ status: 504, complete: true });
  expect(await ask(frontEnd, { path: '/begun' })).toMatchObject({ status: 200, complete: false });
});

const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
);

test.skipIf(!hasIPv6).each([
  ['::', '::1', '::1', '[::1]'],
  ['::', '127.0.0.1', '127.0.0.1', '127.0.0.1'],
])('clients of %s at %s are shown as %s', async (listenOn, connectTo, shown, bracketed) => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startTestFrontEnd(instance.address, { listen: { host: listenOn, port: 0 } });
  await ask({ ...frontEnd, address: { host: connectTo, port: frontEnd.address.port } });
  const { text = '' } = instance.requests[0] ?? {};
  expect(text).toContain(`X-Forwarded-For: ${shown}, 169.254.1.1\r\n`);
  expect(text).toContain(`X-Appengine-User-Ip: ${shown}\r\n`);
  expect(text).toContain(`Forwarded: for="${bracketed}";proto=http\r\n`);
});

test('draining lets open requests end, closes what is idle and takes nothing new', async () => {
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let release = (): void => undefined;
  await using instance = await startRawInstance((socket) => {
    release = () => socket.write(hello);
    answer();
  });
  const frontEnd = await startTestFrontEnd(instance.address);
  const open = ask(frontEnd, { headers: { Connection: 'keep-alive' } });
  await asked;
  let drained = false;
  const draining = frontEnd.drain({ graceMs: 4000 }).then(() => (drained = true));
  expect((await ask(frontEnd)).status).toBe(0);
  expect(drained).toBe(false);
  release();
  expect(await open).toMatchObject({ status: 200, complete: true, headers: { connection: 'close' } });
  await draining;
  await frontEnd[Symbol.asyncDispose]();
});

test('draining closes a connection that was told it would be kept', async () => {
  let finish = (): void => undefined;
  await using instance = await startRawInstance((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nX-Accel-Buffering: no\r\nContent-Length: 5\r\n\r\nhe');
    finish = () => socket.write('llo');
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  const client = connect(frontEnd.address);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(client, 'data');
  const drained = frontEnd.drain({ graceMs: 4000 });
  const ended = once(client, 'end');
  finish();
  client.resume();
  await Promise.all([drained, ended]);
});

test('draining does not wait longer than its grace, and disposing cuts off', async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await using instance = await startRawInstance(() => arrive());
  const frontEnd = await startTestFrontEnd(instance.address);
  const open = ask(frontEnd);
  await arrived;
  await frontEnd.drain({ graceMs: 20 });
  const closed = instance.nextClose();
  await frontEnd[Symbol.asyncDispose]();
  await closed;
  expect((await open).status).toBe(0);
});

test('a front end says where a browser finds it', async () => {
  await using frontEnd = await startFrontEnd({
    listen: { host: '0.0.0.0', port: 0 },
    route: () => ({ kind: 'unavailable', status: 503, reason: '', instances: [] }),
    defaultHostname: 'a',
  });
  expect(frontEnd.url).toBe(`http://localhost:${frontEnd.address.port}`);
});

const end = '\r\nConnection: close\r\n\r\n';

test.each([
  [
    'an absolute target overrides Host',
    `GET http://b.example/x?y HTTP/1.1\r\nHost: a${end}`,
    'GET /x?y HTTP/1.1\r\nHost: b.example\r\n',
  ],
  [
    'an absolute target without a path',
    `GET http://b.example?y HTTP/1.1\r\nHost: a${end}`,
    'GET /?y HTTP/1.1\r\nHost: b.example\r\n',
  ],
  ['HTTP/1.0 without Host', 'GET /x HTTP/1.0\r\n\r\n', 'GET /x HTTP/1.1\r\nHost: app.example\r\n'],
  [
    'an upgrade to h2c is ignored',
    `GET / HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n`,
    'GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For',
  ],
])('%s', async (_name, bytes, head) => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startTestFrontEnd(instance.address);
  expect(await sendRaw(frontEnd, bytes)).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*hello$/);
  expect(instance.requests[0]?.text.startsWith(head)).toBe(true);
});

test('a request waits for the answer to the one before it on its connection', async () => {
  const seen: string[] = [];
  await using instance = await startRawInstance((socket, { text }) => {
    const method = text.slice(0, text.indexOf(' '));
    seen.push(method);
    // The second would have come within the same moment.
    setTimeout(() => {
      seen.push(`${method} answered`);
      socket.write(hello);
    }, 30);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  const both = 'DELETE / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  expect((await sendRaw(frontEnd, both)).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(seen).toEqual(['DELETE', 'DELETE answered', 'GET', 'GET answered']);
});

test('rubbish behind a request is refused once, however many pieces it comes in', async () => {
  const records: RequestRecord[] = [];
  const asked = Promise.withResolvers<Socket>();
  await using instance = await startRawInstance((socket) => asked.resolve(socket));
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onRequest: (record) => records.push(record),
  });
  const client = connect(frontEnd.address.port, '127.0.0.1');
  client.setNoDelay().resume().write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  const upstream = await asked.promise;
  for (let piece = 0; piece < 4; piece++) {
    client.write('rubbish\r\n\r\n');
    // Both ends are in this process: in a turn of its loop, what was written is read.
    for (let turn = 0; turn < 3; turn++) await nextTurn();
  }
  upstream.write(hello);
  await once(client, 'close');
  expect(records.map(({ status }) => status)).toEqual([400, 200]);
});

test('rubbish without a request is refused once, however much it is', async () => {
  const records: RequestRecord[] = [];
  await using frontEnd = await startTestFrontEnd(nowhere, { onRequest: (record) => records.push(record) });
  const client = connect(frontEnd.address.port, '127.0.0.1');
  // It is still on its way when the connection is reset.
  client.on('error', () => undefined);
  client.resume();
  for (let piece = 0; piece < 30; piece++) client.write('rubbish'.repeat(10_000));
  await new Promise((resolve) => client.once('close', resolve));
  expect(records.map(({ status }) => status)).toEqual([400]);
});

test('HTTP/1.0 knows no interim answers, and gets none', async () => {
  await using instance = await startRawInstance(
    (socket) => void socket.write(`HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n${hello}`),
  );
  await using frontEnd = await startTestFrontEnd(instance.address);
  expect(await sendRaw(frontEnd, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 103 /,
  );
  expect(await sendRaw(frontEnd, 'GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
});

test('an instance that takes no connection in time is answered for with 504', async () => {
  await using busy = await startDeafListener();
  await using frontEnd = await startTestFrontEnd(busy.address, { limits: { connectTimeoutMs: 60 } });
  expect(await ask(frontEnd)).toMatchObject({ status: 504, complete: true });
});

/** Listens, and never accepts: its thread stands still, and what the system keeps for it is full. */
async function startDeafListener() {
  const code = `
    const { createServer } = require('node:net');
    const { parentPort, workerData } = require('node:worker_threads');
    const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      Atomics.wait(workerData, 0, 0);
    });`;
  const worker = new Worker(code, { eval: true, workerData: new Int32Array(new SharedArrayBuffer(4)) });
  const [port] = (await once(worker, 'message')) as [number];
  const address = { host: '127.0.0.1', port };
  const waiting = Array.from({ length: 4 }, () => connect(address).on('error', () => undefined));
  await once(waiting[0] as Socket, 'connect');
  return {
    address,
    async [Symbol.asyncDispose]() {
      for (const socket of waiting) socket.destroy();
      await worker.terminate();
    },
  };
}
