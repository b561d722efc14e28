import { once } from 'node:events';
import { constants, type OutgoingHttpHeaders } from 'node:http2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestRecord } from '../../../src/core/index.ts';
import type { FrontEndOptions } from '../../../src/frontend/index.ts';
import { asHttp1 } from '../../../src/frontend/http2/head.ts';
import {
  answerOn,
  askOn,
  askWithRawFields,
  beginRawUpload,
  http2Session,
  type RawFields,
} from '../../support/http2-client.ts';
import { startRawInstance, type Script } from '../../support/http-peers.ts';
import { startSecureFrontEnd, testAuthority, type TestAuthority } from '../../support/secure-front-end.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

let trust: TestAuthority;
beforeAll(async () => {
  trust = await testAuthority();
});
afterAll(() => trust[Symbol.asyncDispose]());

/** An instance behind a front end, and a client that speaks HTTP/2 to it. */
async function chain(script: Script, options: Partial<FrontEndOptions> = {}) {
  await using made = new AsyncDisposableStack();
  const instance = made.use(await startRawInstance(script));
  const records: RequestRecord[] = [];
  const onRequest = (record: RequestRecord) => void records.push(record);
  const frontEnd = made.use(await startSecureFrontEnd(instance.address, trust, { onRequest, ...options }));
  const session = made.use(await http2Session({ frontEnd, trust }));
  const kept = made.move();
  return { instance, frontEnd, session, records, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** Answers once the whole body is there, with what came behind the head. */
const echoBody: Script = (socket, { text }) => {
  let body = text.slice(text.indexOf('\r\n\r\n') + 4);
  const whole = () =>
    /^content-length: (\d+)/im.exec(text)?.[1] === `${body.length}` || body.endsWith('0\r\n\r\n');
  const answer = () => {
    if (whole()) socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  };
  socket.on('data', (bytes) => {
    body += bytes.toString('latin1');
    answer();
  });
  answer();
};

test('a request over HTTP/2 reaches the app as HTTP/1.1, and its answer comes back', async () => {
  await using all = await chain(
    (socket) =>
      void socket.write(
        'HTTP/1.1 201 Made\r\nContent-Length: 2\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nETag: "1"\r\nETag: "2"\r\nX-Own: yes\r\nConnection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n\r\nok',
      ),
  );
  const answer = await askOn(all.session, {
    ':path': '/a?b=%20c',
    ':authority': 'shop.localhost:8443',
    'X-Mine': 'Yes',
    te: 'trailers',
    'x-appengine-cron': 'true',
  });
  expect(answer.headers).toMatchObject({
    ':status': 201,
    'set-cookie': ['a=1', 'b=2'],
    etag: '"1", "2"',
    'x-own': 'yes',
    via: '1.1 google',
  });
  expect(Object.keys(answer.headers)).not.toEqual(expect.arrayContaining(['x-hop']));
  expect(answer).toMatchObject({ rstCode: 0, body: Buffer.from('ok') });
  const text = all.instance.requests[0]?.text ?? '';
  expect(text).toMatch(/^GET \/a\?b=%20c HTTP\/1\.1\r\nhost: shop\.localhost:8443\r\n/i);
  expect(text).toMatch(/\r\nx-mine: Yes\r\n/);
  expect(text).toMatch(/\r\nX-Forwarded-Proto: https\r\n/);
  expect(text).toMatch(/\r\nX-Forwarded-For: 127\.0\.0\.1, 169\.254\.1\.1\r\n/);
  expect(text).not.toMatch(/\r\n(?:te|x-appengine-cron|transfer-encoding|:\w+):/i);
});

const base = [':method', 'GET', ':scheme', 'https', ':path', '/', ':authority', 'a'];

test.each([
  ['a Host that says the same', ['host', 'A'], ['host', 'A']],
  ['a Host that says something else', ['host', 'b'], ['host', 'a', 'host', 'b']],
  [
    'cookies in pieces',
    ['cookie', 'a=1', 'x', 'y', 'cookie', 'b=2'],
    ['host', 'a', 'x', 'y', 'cookie', 'a=1; b=2'],
  ],
  ['the same field twice', ['x', '1', 'x', '2'], ['host', 'a', 'x', '1', 'x', '2']],
])('in HTTP/1.1 %s', (_what, raw, rawHeaders) => {
  expect(asHttp1([...base, ...raw], { hasBody: false, mostBytes: 1000 })).toEqual({
    kind: 'head',
    method: 'GET',
    url: '/',
    rawHeaders,
    expectsContinue: false,
    upgrade: false,
  });
});

test('without an authority the Host header is the host', () => {
  expect(asHttp1([...base.slice(0, 6), 'host', 'b'], { hasBody: false, mostBytes: 1000 })).toMatchObject({
    rawHeaders: ['host', 'b'],
  });
});

test.each([
  ['of known length', { 'content-length': '5' }, /^content-length: 5\r$/m, 'hello'],
  ['of unknown length', {}, /^content-length: 5\r$/im, 'hello'],
])('a body %s', async (_what, headers, framing, seen) => {
  await using all = await chain(echoBody);
  const answer = await askOn(all.session, { ':method': 'POST', ...headers }, 'hello');
  expect(answer.body.toString()).toBe(seen);
  expect(all.instance.requests[0]?.text).toMatch(framing);
});

test('trailers are dropped in both directions, as nginx drops them', async () => {
  await using all = await chain((socket, request) => {
    if (!request.text.endsWith('0\r\n\r\n')) socket.on('data', () => undefined);
    socket.write(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: x-t\r\n\r\n2\r\nok\r\n0\r\nx-t: 1\r\n\r\n',
    );
  });
  const stream = all.session.request({ ':method': 'POST' }, { waitForTrailers: true });
  let trailers = 0;
  stream.on('trailers', () => trailers++);
  stream.on('wantTrailers', () => stream.sendTrailers({ 'x-client': '1' }));
  const answered = answerOn(stream);
  stream.end('body');
  expect(await answered).toMatchObject({ headers: { ':status': 200 }, body: Buffer.from('ok'), rstCode: 0 });
  expect(trailers).toBe(0);
});

test.each([
  ['HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n', 200],
  ['GET', 'HTTP/1.1 204 No Content\r\n\r\n', 204],
  ['GET', 'HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n', 304],
])('%s answered without a body: %j', async (method, bytes, status) => {
  await using all = await chain((socket) => void socket.write(bytes));
  const answer = await askOn(all.session, { ':method': method });
  expect(answer).toMatchObject({ headers: { ':status': status }, rstCode: 0 });
  expect(answer.body).toHaveLength(0);
});

test('interim answers: 100 is the front end’s, 103 is the app’s', async () => {
  await using all = await chain((socket, request) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload; as=style\r\n\r\n');
    echoBody(socket, request);
  });
  const stream = all.session.request({ ':method': 'POST', 'content-length': '5', expect: '100-continue' });
  const answered = answerOn(stream);
  await once(stream, 'continue');
  stream.end('hello');
  expect(await answered).toMatchObject({ informational: [100, 103], body: Buffer.from('hello') });
  expect(all.instance.requests[0]?.text).not.toMatch(/expect/i);
});

test('a client that does not read holds the app back, for its own stream alone', async () => {
  const total = 8 * 1024 * 1024;
  let sent = 0;
  let stuck = () => undefined as unknown;
  await using all = await chain((socket, { text }) => {
    if (!text.startsWith('GET /large')) return void socket.write(hello);
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${total}\r\n\r\n`);
    const chunk = Buffer.alloc(64 * 1024, 1);
    const more = (): void => {
      while (sent < total) {
        sent += chunk.length;
        if (!socket.write(chunk)) {
          stuck();
          return void socket.once('drain', more);
        }
      }
    };
    more();
  });
  const isStuck = new Promise((resolve) => (stuck = () => resolve(undefined)));
  const slow = all.session.request({ ':path': '/large' });
  await once(slow, 'response');
  await isStuck;
  expect((await askOn(all.session, {})).body.toString()).toBe('hello');
  expect(sent).toBeLessThan(total);
  let received = 0;
  slow.on('data', (chunk: Buffer) => (received += chunk.length));
  await once(slow, 'end');
  expect(received).toBe(total);
});

test('a client that resets its stream ends the work at the instance', async () => {
  await using all = await chain((socket, { text }) => {
    if (text.startsWith('GET /other')) socket.write(hello);
  });
  const stream = all.session.request({ ':path': '/slow' });
  stream.on('error', () => undefined);
  const other = await askOn(all.session, { ':path': '/other' });
  expect(other.body.toString()).toBe('hello');
  const closed = all.instance.nextClose();
  stream.close(constants.NGHTTP2_CANCEL);
  await closed;
  expect(all.records).toContainEqual(expect.objectContaining({ url: '/slow', status: 499 }));
});

test.each([
  ['before its answer', '', { headers: { ':status': 502 }, rstCode: 0 }],
  [
    'in the middle of it',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Accel-Buffering: no\r\n\r\n4\r\nhalf\r\n',
    { headers: { ':status': 200 }, rstCode: constants.NGHTTP2_INTERNAL_ERROR },
  ],
])('an app that ends %s', async (_what, bytes, expected) => {
  await using all = await chain((socket) => void socket.end(bytes));
  expect(await askOn(all.session)).toMatchObject(expected);
  expect((await askOn(all.session)).headers[':status']).toBe(expected.headers[':status']);
});

test('a body over the limit is 413, and the connection goes on', async () => {
  await using all = await chain(
    (socket, { text }) => {
      if (text.startsWith('GET')) socket.write(hello);
      else socket.on('data', () => undefined);
    },
    { limits: { requestBodyBytes: 1000 } },
  );
  const declared = await askOn(
    all.session,
    { ':method': 'POST', 'content-length': '2000' },
    Buffer.alloc(2000),
  );
  const streamed = await askOn(all.session, { ':method': 'POST' }, Buffer.alloc(2000));
  for (const answer of [declared, streamed])
    expect(answer).toMatchObject({ headers: { ':status': 413 }, rstCode: 0 });
  expect((await askOn(all.session)).headers[':status']).toBe(200);
});

test('draining says GOAWAY, and lets open streams end', async () => {
  let finish = () => undefined as unknown;
  await using all = await chain((socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Accel-Buffering: no\r\n\r\nhe');
    finish = () => socket.write('llo');
  });
  const stream = all.session.request();
  const answered = answerOn(stream);
  await once(stream, 'response');
  const goaway = once(all.session, 'goaway');
  const drained = all.frontEnd.drain({ graceMs: 5_000 });
  expect((await goaway)[0]).toBe(constants.NGHTTP2_NO_ERROR);
  finish();
  expect((await answered).body.toString()).toBe('hello');
  await drained;
});

test('a hundred streams at once are a hundred requests', async () => {
  await using all = await chain((socket, { text }) => {
    const path = /^GET (\S+)/.exec(text)?.[1] ?? '';
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\n\r\n${path}`);
  });
  const paths = Array.from({ length: 100 }, (_, index) => `/n/${index}`);
  const answers = await Promise.all(paths.map((path) => askOn(all.session, { ':path': path })));
  expect(answers.map(({ body }) => body.toString())).toEqual(paths);
});

const get: RawFields = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':path', '/'],
  [':authority', 'a'],
];

/** `get` with one pseudo-header of another value. */
function getWith(name: string, value: string): RawFields {
  return get.map(([key, before]) => [key, key === name ? value : before]);
}

const refused: readonly (readonly [what: string, fields: RawFields, body: string | null])[] = [
  ['Connection', [...get, ['connection', 'close']], null],
  ['Keep-Alive', [...get, ['keep-alive', 'timeout=5']], null],
  ['Proxy-Connection', [...get, ['proxy-connection', 'close']], null],
  ['Transfer-Encoding', [...get, ['transfer-encoding', 'chunked']], '0\r\n\r\n'],
  ['Upgrade', [...get, ['upgrade', 'h2c']], null],
  ['TE that is not trailers', [...get, ['te', 'gzip']], null],
  ['a name in upper case', [...get, ['X-A', '1']], null],
  ['a path with a space', getWith(':path', '/ HTTP/1.1'), null],
  ['a path with a line end', getWith(':path', '/\r\nx-b: 2'), null],
  ['an empty path', getWith(':path', ''), null],
  ['a method with a line end', getWith(':method', 'GET / HTTP/1.1\r\n'), null],
  ['a method with a space', getWith(':method', 'GET /'), null],
  ['an authority with a line end', getWith(':authority', 'a\r\nx-b: 2'), null],
  ['an authority with a space', getWith(':authority', 'a b'), null],
  ['no method', get.slice(1), null],
  ['no scheme', [...get.slice(0, 1), ...get.slice(2)], null],
  ['no path', [...get.slice(0, 2), ...get.slice(3)], null],
  ['two methods', [[':method', 'GET'], ...get], null],
  ['two paths', [...get, [':path', '/b']], null],
  ['an unknown pseudo-header', [...get, [':x', '1']], null],
  ['a pseudo-header of answers', [...get, [':status', '200']], null],
  ['a pseudo-header behind a header', [...get.slice(0, 3), ['x', '1'], [':authority', 'a']], null],
  ['two lengths', [...get, ['content-length', '1'], ['content-length', '2']], 'a'],
  ['a length that is no number', [...get, ['content-length', '+1']], 'a'],
  ['a length without a body', [...get, ['content-length', '5']], null],
  [':protocol without CONNECT', [...get, [':protocol', 'websocket']], null],
];

test.each(refused)('%s is refused, and the app sees nothing', async (_what, fields, body) => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startSecureFrontEnd(instance.address, trust);
  const outcome = await askWithRawFields({ frontEnd, trust }, fields, body);
  expect(outcome).toMatchObject({ error: constants.NGHTTP2_PROTOCOL_ERROR });
  expect(instance.requests).toEqual([]);
});

const dropped: readonly (readonly [what: string, field: readonly [string, string]])[] = [
  ['a name with a colon', ['a:b', '1']],
  ['a name with a line end', ['a\r\nx-b', '1']],
  ['a value with a line end', ['a', '1\r\nx-b: 2']],
  ['a value with NUL', ['a', '1\0']],
];

test.each(dropped)('%s never reaches the app', async (_what, field) => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startSecureFrontEnd(instance.address, trust);
  expect(await askWithRawFields({ frontEnd, trust }, [...get, field])).toEqual({
    error: null,
    answered: true,
  });
  expect(instance.requests).toHaveLength(1);
  expect(instance.requests[0]?.text).not.toMatch(/^(?:a|x-b)\b/im);
});

test.each([
  ['no error', constants.NGHTTP2_NO_ERROR],
  ['cancel', constants.NGHTTP2_CANCEL],
])('an upload that is reset with the code of %s is not a whole one for the app', async (_what, code) => {
  const arrived = Promise.withResolvers<string>();
  const uploading = Promise.withResolvers<undefined>();
  await using instance = await startRawInstance((socket, { text }) => {
    let seen = text;
    const look = (bytes: Buffer) => {
      seen += bytes.toString('latin1');
      if (seen.endsWith('half\r\n')) uploading.resolve(undefined);
    };
    look(Buffer.alloc(0));
    socket.on('data', look);
    for (const end of ['end', 'close']) socket.on(end, () => arrived.resolve(seen));
  });
  // With a limit the app would see nothing of it before its end.
  const limits = { requestBodyBytes: Infinity };
  await using frontEnd = await startSecureFrontEnd(instance.address, trust, { limits });
  using upload = await beginRawUpload({ frontEnd, trust }, [[':method', 'POST'], ...get.slice(1)], 'half');
  await uploading.promise;
  upload.reset(code);
  expect(await arrived.promise).toMatch(/\r\n4\r\nhalf\r\n$/);
});

test('a body shorter or longer than its length is never a whole request', async () => {
  await using all = await chain(echoBody);
  for (const body of ['hell', 'hello!']) {
    const outcome = await askWithRawFields(
      { frontEnd: all.frontEnd, trust },
      [[':method', 'POST'], ...get.slice(1), ['content-length', '5']],
      body,
    );
    expect(outcome).toEqual({ error: expect.any(Number) as number, answered: false });
  }
});

test.each([
  ['a Host beside another authority', { host: 'b', ':authority': 'a' }, 400],
  ['a tunnel', { ':method': 'CONNECT', ':authority': 'a:1' }, 405],
  [
    'another protocol than WebSocket',
    { ':method': 'CONNECT', ':protocol': 'connect-udp', ':scheme': 'https', ':path': '/' },
    501,
  ],
  ['a head over the limit', { 'x-large': 'x'.repeat(20_000) }, 431],
])('%s is answered by the front end alone', async (_what, headers: OutgoingHttpHeaders, status) => {
  await using all = await chain((socket) => void socket.write(hello));
  const answer = await askOn(all.session, headers);
  expect(answer.headers[':status']).toBe(status);
  expect(all.instance.requests).toEqual([]);
  expect((await askOn(all.session)).headers[':status']).toBe(200);
  expect(all.records).toMatchObject([
    { status, protocol: 'HTTP/2', secure: true, instance: null, method: headers[':method'] ?? 'GET' },
    { status: 200 },
  ]);
});
