import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test, vi } from 'vitest';
import type { RequestRecord } from '../../../src/core/index.ts';
import { flexLimits, limitNames, parseLimits } from '../../../src/frontend/limits.ts';
import { ask, sendRaw, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const mib = 1024 * 1024;

test.each([
  [[], {}],
  [['request-body=64mb'], { requestBodyBytes: 64 * mib }],
  [['request-body=1'], { requestBodyBytes: 1 }],
  [['request-body=2k, request-time=90s'], { requestBodyBytes: 2048, requestTimeoutMs: 90_000 }],
  [['websocket-time=2h', 'websocket-time=500ms'], { webSocketMs: 500 }],
  [['connect-time=off'], { connectTimeoutMs: Infinity }],
  [['response-block=off'], { responseBlockBytes: 0 }],
  [['request-headers=32KB'], { requestHeadBytes: 32 * 1024 }],
] as const)('%s', (texts, expected) => {
  expect(parseLimits(texts)).toEqual({ ...flexLimits, ...expected });
});

test('off switches off every limit, save the two that would let heads fill memory', () => {
  const { requestHeadBytes, responseHeadBytes, responseBlockBytes, ...rest } = parseLimits(['off']);
  expect({ requestHeadBytes, responseHeadBytes, responseBlockBytes }).toEqual({
    requestHeadBytes: mib,
    responseHeadBytes: mib,
    responseBlockBytes: 0,
  });
  expect(new Set(Object.values(rest))).toEqual(new Set([Infinity]));
  expect(parseLimits(['off,request-body=1m'])).toMatchObject({
    requestBodyBytes: mib,
    webSocketMs: Infinity,
  });
});

test('without a word the limits are those of App Engine and of its nginx', () => {
  expect(flexLimits).toEqual({
    requestHeadBytes: 15_360,
    requestHeadMs: 60_000,
    requestBodyBytes: 33_554_432,
    requestBodyPauseMs: 60_000,
    responseHeadBytes: 65_536,
    responseBlockBytes: 65_536,
    requestTimeoutMs: 3_600_000,
    webSocketMs: 3_600_000,
    connectTimeoutMs: 60_000,
  });
});

test('every limit has a name', () => {
  expect(
    Object.values(limitNames)
      .map(({ key }) => key)
      .sort(),
  ).toEqual(Object.keys(flexLimits).sort());
});

test.each(['request_body=1m', 'request-body', 'request-body=0', 'request-body=1s', 'request-time=1', 'on'])(
  '%s is FB5010',
  (text) => {
    expect(() => parseLimits([text])).toThrow(
      expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'FB5010' })], fault: 'usage' }),
    );
  },
);

test.each([parseLimits(['off']), parseLimits(['request-headers=20k'])])(
  'wider limits let more through',
  async (limits) => {
    await using instance = await startRawInstance((socket) => void socket.write(hello));
    await using frontEnd = await startTestFrontEnd(instance.address, { limits });
    const answer = await ask(frontEnd, { headers: { X: 'x'.repeat(19_000) } });
    expect(answer).toMatchObject({ status: 200, complete: true });
    expect(instance.requests[0]?.text.includes('X-Appengine-Timeout-Ms')).toBe(
      limits.requestTimeoutMs !== Infinity,
    );
  },
);

test('a head that comes too slowly is answered 408', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startTestFrontEnd(instance.address, { limits: { requestHeadMs: 40 } });
  expect(await sendRaw(frontEnd, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /);
  expect(instance.requests).toHaveLength(0);
});

test.each([
  ['declared', 'Content-Length: 10', 32 * mib, 1],
  ['chunked', 'Transfer-Encoding: chunked', 32 * mib, 0],
  ['streamed', 'Transfer-Encoding: chunked', Infinity, 1],
])(
  'a %s body whose next piece does not come is answered 408',
  async (_, framing, requestBodyBytes, begun) => {
    await using instance = await startRawInstance(() => undefined);
    const records: RequestRecord[] = [];
    await using frontEnd = await startTestFrontEnd(instance.address, {
      limits: { requestBodyPauseMs: 40, requestBodyBytes },
      onRequest: (record) => records.push(record),
    });
    const client = connect({ ...frontEnd.address, allowHalfOpen: true });
    const closed = instance.nextClose();
    client.write(`POST / HTTP/1.1\r\nHost: a\r\n${framing}\r\n\r\n3\r\nabc\r\n`);
    expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 408 /);
    // An instance that has heard of it learns that the rest will never come.
    if (begun > 0) await closed;
    expect(instance.requests).toHaveLength(begun);
    client.destroy();
    await vi.waitFor(() => expect(records).toMatchObject([{ status: 408 }]));
  },
);

test('an app that does not read keeps the client waiting, and that is not the client’s fault', async () => {
  await using instance = await startRawInstance((socket) => {
    socket.pause();
    setTimeout(() => {
      socket.resume();
      socket.write(hello);
    }, 120);
  });
  await using frontEnd = await startTestFrontEnd(instance.address, { limits: { requestBodyPauseMs: 60 } });
  const body = Buffer.alloc(24 * mib);
  expect(await ask(frontEnd, { method: 'POST', body })).toMatchObject({ status: 200 });
});

/** What nginx 1.22 logs, by experiment; it answers none of these either, but for what it had begun. */
test.each([
  ['before there is an answer', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n', 499, 0],
  ['with HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', 499, 0],
  ['with Connection: close', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 499, 0],
  ['behind a body', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc', 499, 0],
  ['in the middle of the answer', 'GET /streams HTTP/1.1\r\nHost: a\r\n\r\n', 200, 4],
])(
  'a client that says it is done is taken for gone %s, as by nginx',
  async (_, bytes, status, responseBytes) => {
    const records: RequestRecord[] = [];
    await using instance = await startRawInstance((socket, { text }) => {
      // Without a reader nobody would notice the front end's leaving.
      socket.on('data', () => undefined);
      if (text.startsWith('GET /streams'))
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\nX-Accel-Buffering: no\r\n\r\nhalf');
    });
    await using frontEnd = await startTestFrontEnd(instance.address, {
      onRequest: (record) => records.push(record),
    });
    const client = connect({ ...frontEnd.address, allowHalfOpen: true });
    const left = instance.nextClose();
    client.write(bytes);
    if (status === 200) await once(client, 'data');
    else await vi.waitFor(() => expect(instance.requests).toHaveLength(1));
    client.end();
    await left;
    client.destroy();
    await vi.waitFor(() => expect(records).toMatchObject([{ status, responseBytes }]));
  },
);

test('a client that says it is done in the middle of its body is refused, and the app hears nothing of it', async () => {
  const records: RequestRecord[] = [];
  await using instance = await startRawInstance(() => undefined);
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onRequest: (record) => records.push(record),
  });
  const client = connect({ ...frontEnd.address, allowHalfOpen: true });
  client.end('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab');
  expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 400 /);
  client.destroy();
  await vi.waitFor(() => expect(records).toMatchObject([{ status: 400, instance: null }]));
  expect(instance.requests).toHaveLength(0);
});
