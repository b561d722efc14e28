import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { flexLimits } from '../../../src/frontend/index.ts';
import { createConnectionPool } from '../../../src/frontend/upstream/pool.ts';
import {
  ask,
  startRawInstance,
  startTestFrontEnd,
  type Answer,
  type Script,
} from '../../support/http-peers.ts';

interface Case {
  readonly name: string;
  /** The bytes the instance answers with, in the pieces in which it sends them; or what it does. */
  readonly instance: string | readonly string[] | Script;
  /** The instance closes its side behind the bytes. */
  readonly closes?: boolean;
  readonly method?: string;
  readonly expected: Partial<Answer> & { readonly text?: string };
  /** Whether a second request finds the connection open; left out where it does not matter. */
  readonly reuses?: boolean;
}

const ok = 'HTTP/1.1 200 OK\r\n';
const sized = `${ok}Content-Length: 5\r\n\r\nhello`;
const chunkedHead = `${ok}Transfer-Encoding: chunked\r\n\r\n`;
const whole = { status: 200, complete: true, text: 'hello' };
const badGateway = { status: 502, complete: true };
const cutOff = { complete: false };

const cases: readonly Case[] = [
  { name: 'Content-Length', instance: sized, expected: whole, reuses: true },
  {
    name: 'Content-Length 0',
    instance: `${ok}Content-Length: 0\r\n\r\n`,
    expected: { ...whole, text: '' },
    reuses: true,
  },
  { name: 'byte by byte, sized', instance: Array.from(sized), expected: whole, reuses: true },
  { name: 'lines that end in LF alone', instance: sized.replaceAll('\r', ''), expected: whole, reuses: true },
  { name: 'one chunk', instance: `${chunkedHead}5\r\nhello\r\n0\r\n\r\n`, expected: whole, reuses: true },
  { name: 'no chunk', instance: `${chunkedHead}0\r\n\r\n`, expected: { ...whole, text: '' }, reuses: true },
  {
    name: 'byte by byte, chunked',
    instance: Array.from(`${chunkedHead}2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n`),
    expected: whole,
    reuses: true,
  },
  {
    name: 'chunk extensions',
    instance: `${chunkedHead}5;a=b;c="d"\r\nhello\r\n0;x\r\n\r\n`,
    expected: whole,
    reuses: true,
  },
  {
    name: 'chunk size with zeros and capitals',
    instance: `${chunkedHead}000A\r\nhellohello\r\n0\r\n\r\n`,
    expected: { text: 'hellohello' },
    reuses: true,
  },
  {
    name: 'trailers are dropped',
    instance: `${ok}Transfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n`,
    expected: whole,
    reuses: true,
  },
  {
    name: 'body up to the end of the connection',
    instance: `${ok}\r\nhello`,
    closes: true,
    expected: whole,
    reuses: false,
  },
  {
    name: 'HTTP/1.0',
    instance: 'HTTP/1.0 200 OK\r\n\r\nhello',
    closes: true,
    expected: whole,
    reuses: false,
  },
  {
    name: 'HTTP/1.0 with length is not kept',
    instance: sized.replace('1.1', '1.0'),
    expected: whole,
    reuses: false,
  },
  {
    name: 'HTTP/1.0 that asks to be kept',
    instance: 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 5\r\n\r\nhello',
    expected: whole,
    reuses: true,
  },
  {
    name: 'HEAD with a length and no body',
    method: 'HEAD',
    instance: `${ok}Content-Length: 5\r\n\r\n`,
    expected: { status: 200, complete: true, text: '' },
    reuses: true,
  },
  {
    name: 'HEAD without a length',
    method: 'HEAD',
    instance: `${ok}\r\n`,
    expected: { ...whole, text: '' },
    reuses: true,
  },
  {
    name: '204',
    instance: 'HTTP/1.1 204 No Content\r\n\r\n',
    expected: { status: 204, complete: true },
    reuses: true,
  },
  {
    name: '304 with the length of what it does not send',
    instance: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\nETag: "a"\r\n\r\n',
    expected: { status: 304, complete: true, text: '' },
    reuses: true,
  },
  {
    name: '100 before the answer',
    instance: `HTTP/1.1 100 Continue\r\n\r\n${sized}`,
    expected: { ...whole, informational: [] },
    reuses: true,
  },
  {
    name: '103 before the answer',
    instance: ['HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n', sized],
    expected: { ...whole, informational: [{ status: 103, link: '</a.css>; rel=preload' }] },
    reuses: true,
  },
  {
    name: '103 with a broken link',
    instance: `HTTP/1.1 103 Early Hints\r\nLink: nonsense\r\n\r\n${sized}`,
    expected: whole,
    reuses: true,
  },
  {
    name: '102, twice',
    instance: `${'HTTP/1.1 102 Processing\r\n\r\n'.repeat(2)}${sized}`,
    expected: whole,
    reuses: true,
  },
  {
    name: 'no reason phrase',
    instance: 'HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nhello',
    expected: { ...whole, reason: '' },
  },
  {
    name: 'nor its space',
    instance: 'HTTP/1.1 200\r\nContent-Length: 5\r\n\r\nhello',
    expected: { ...whole, reason: '' },
  },
  {
    name: 'an unknown status',
    instance: 'HTTP/1.1 299 Hm\r\nContent-Length: 0\r\n\r\n',
    expected: { status: 299, reason: 'Hm' },
  },
  {
    name: 'Connection: close',
    instance: sized.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'),
    expected: whole,
    reuses: false,
  },
  { name: 'bytes behind the body', instance: `${sized}HTTP/1.1 200 OK\r\n`, expected: whole, reuses: false },
  {
    name: 'a header of 60 KB',
    instance: sized.replace('\r\n\r\n', `\r\nX: ${'x'.repeat(60_000)}\r\n\r\n`),
    expected: whole,
    reuses: true,
  },
  {
    name: 'more than 64 KB of headers',
    instance: `${ok}${`X: ${'x'.repeat(1000)}\r\n`.repeat(66)}\r\n`,
    expected: badGateway,
  },
  { name: 'headers without end', instance: `${ok}X: ${'x'.repeat(70_000)}`, expected: badGateway },
  {
    name: 'a sized body cut short',
    instance: `${ok}Content-Length: 9\r\n\r\nhello`,
    closes: true,
    expected: cutOff,
  },
  {
    name: 'a chunked body cut short',
    instance: `${chunkedHead}5\r\nhello\r\n`,
    closes: true,
    expected: cutOff,
  },
  {
    name: 'a chunk size that is none',
    instance: [`${chunkedHead}5\r\nhello`, `\r\nxyz\r\n`],
    expected: cutOff,
  },
  { name: 'a negative chunk size', instance: [`${chunkedHead}5\r\nhello`, `\r\n-1\r\n`], expected: cutOff },
  {
    name: 'a chunk longer than it says',
    instance: [`${chunkedHead}5\r\nhello`, `!\r\n0\r\n\r\n`],
    expected: cutOff,
  },
  {
    name: 'a chunk size line without end',
    instance: [`${chunkedHead}5\r\nhello`, `\r\n1;${'x'.repeat(5000)}`],
    expected: cutOff,
  },
  {
    name: 'trailers without end',
    instance: [`${chunkedHead}5\r\nhello`, `\r\n0\r\n${`X: ${'x'.repeat(1000)}\r\n`.repeat(70)}`],
    expected: cutOff,
  },
  { name: 'no HTTP', instance: 'hello\r\n\r\n', expected: badGateway },
  { name: 'HTTP/2', instance: sized.replace('1.1', '2'), expected: badGateway },
  { name: 'a status of two digits', instance: sized.replace('200', '20'), expected: badGateway },
  { name: 'a status below 100', instance: sized.replace('200', '099'), expected: badGateway },
  {
    name: 'length and chunked',
    instance: `${ok}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    expected: badGateway,
  },
  {
    name: 'two lengths',
    instance: `${ok}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
    expected: badGateway,
  },
  { name: 'a length that is none', instance: `${ok}Content-Length: +5\r\n\r\nhello`, expected: badGateway },
  {
    name: 'another transfer encoding',
    instance: `${ok}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    expected: badGateway,
  },
  {
    name: 'a space before the colon',
    instance: `${ok}X : y\r\nContent-Length: 0\r\n\r\n`,
    expected: badGateway,
  },
  { name: 'a folded header', instance: `${ok}X: y\r\n z\r\nContent-Length: 0\r\n\r\n`, expected: badGateway },
  { name: 'a header without colon', instance: `${ok}X\r\nContent-Length: 0\r\n\r\n`, expected: badGateway },
  { name: 'a NUL in a header', instance: `${ok}X: a\0b\r\nContent-Length: 0\r\n\r\n`, expected: badGateway },
  {
    name: 'a lone CR in a header',
    instance: `${ok}X: a\rb\r\nContent-Length: 0\r\n\r\n`,
    expected: badGateway,
  },
  {
    name: 'a 101 that nobody asked for',
    instance: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    expected: badGateway,
  },
  {
    name: 'interim answers without end',
    instance: 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(101),
    expected: badGateway,
  },
  {
    name: 'an interim answer and no other',
    instance: 'HTTP/1.1 102 Processing\r\n\r\n',
    closes: true,
    expected: badGateway,
  },
  { name: 'closed before the answer', instance: '', closes: true, expected: badGateway },
  {
    name: 'closed in the middle of the headers',
    instance: `${ok}Content-Le`,
    closes: true,
    expected: badGateway,
  },
  { name: 'reset before the answer', instance: (socket) => socket.resetAndDestroy(), expected: badGateway },
  {
    name: 'reset in the middle of the body',
    instance: (socket) =>
      void socket.write(`${ok}Content-Length: 9\r\n\r\nhello`, () =>
        setImmediate(() => socket.resetAndDestroy()),
      ),
    expected: cutOff,
  },
];

test.each(cases)('$name', async ({ instance: script, closes = false, method = 'GET', expected, reuses }) => {
  await using instance = await startRawInstance(
    typeof script === 'function' ? script : sending(script, closes),
  );
  await using frontEnd = await startTestFrontEnd(instance.address);

  const answer = await ask(frontEnd, { method });
  const { text, ...rest } = expected;
  expect(answer).toMatchObject(rest);
  if (text !== undefined) expect(answer.body.toString()).toBe(text);

  if (reuses === undefined) return;
  expect((await ask(frontEnd, { method })).status).toBe(answer.status);
  expect(instance.connections()).toBe(reuses ? 1 : 2);
});

/** Each piece is a packet of its own: the next one waits until this one is on its way. */
function sending(script: string | readonly string[], closes: boolean): Script {
  const pieces = typeof script === 'string' ? [script] : script;
  return (socket) => {
    const next = (index: number): void => {
      const piece = pieces[index];
      if (piece === undefined) {
        if (closes) socket.end();
      } else socket.write(piece, 'latin1', () => setImmediate(() => next(index + 1)));
    };
    socket.setNoDelay(true);
    next(0);
  };
}

test('headers come through as the app wrote them, without those of the connection', async () => {
  const head = [
    'Server: app/1.0',
    'Set-Cookie: a=1',
    'Set-Cookie: b=2',
    'X-Latin: caf\xe9',
    'Connection: keep-alive, X-Hop',
    'X-Hop: 1',
    'Keep-Alive: timeout=2',
    'X-Accel-Buffering: no',
    'Via: 1.1 inner',
    'Content-Length: 0',
  ].join('\r\n');
  await using instance = await startRawInstance(
    (socket) => void socket.write(`${ok}${head}\r\n\r\n`, 'latin1'),
  );
  await using frontEnd = await startTestFrontEnd(instance.address);
  const { headers } = await ask(frontEnd);
  expect(headers).toMatchObject({
    server: 'app/1.0',
    'set-cookie': ['a=1', 'b=2'],
    'x-latin': 'caf\xe9',
    via: '1.1 inner, 1.1 google',
  });
  expect(headers).not.toHaveProperty('x-hop');
  expect(headers).not.toHaveProperty('x-accel-buffering');
  expect(headers['keep-alive']).not.toBe('timeout=2');
});

test('an idle connection that the instance closed as the request went out: GET is tried again, POST is not', async () => {
  await using instance = await startRawInstance((socket, { nth }) => {
    // The second request on a connection meets a server that has just given up on it.
    if (nth === 2 || nth === 5) socket.resetAndDestroy();
    else socket.write(sized);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  await ask(frontEnd);
  expect(await ask(frontEnd)).toMatchObject({ status: 200, complete: true });
  expect(instance.requests).toHaveLength(3);
  expect(instance.connections()).toBe(2);

  await ask(frontEnd);
  expect(await ask(frontEnd, { method: 'POST' })).toMatchObject({ status: 502 });
  expect(instance.requests).toHaveLength(5);
});

test('a new connection that dies is not tried again', async () => {
  await using instance = await startRawInstance((socket) => void socket.resetAndDestroy());
  await using frontEnd = await startTestFrontEnd(instance.address);
  expect(await ask(frontEnd)).toMatchObject({ status: 502 });
  expect(instance.requests).toHaveLength(1);
});

test('a body that is on its way cannot be sent a second time', async () => {
  await using instance = await startRawInstance((socket, { nth }) => {
    if (nth === 2) socket.resetAndDestroy();
    else socket.write(sized);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  await ask(frontEnd);
  expect(await ask(frontEnd, { method: 'PUT', body: 'once' })).toMatchObject({ status: 502 });
  expect(instance.requests).toHaveLength(2);
});

/** Idle connections are closed after 1.5 s: what has to happen at once must be quicker than that. */
const atOnce = 1_200;

test('an idle connection that says something unasked is closed', { timeout: atOnce }, async () => {
  let far: Socket | null = null;
  await using instance = await startRawInstance((socket) => {
    far = socket;
    socket.write(sized);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  await ask(frontEnd);
  const closed = instance.nextClose();
  (far as Socket | null)?.write(sized);
  await closed;
  expect((await ask(frontEnd)).body.toString()).toBe('hello');
  expect(instance.connections()).toBe(2);
});

const nothing = (): void => undefined;
const deaf = { informational: nothing, head: nothing, failed: nothing, drained: nothing, upgraded: nothing };

test('a connection that was paused at its last bytes flows for the next request', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(sized));
  using pool = createConnectionPool(flexLimits);
  const request = { method: 'GET', head: 'GET / HTTP/1.1\r\n\r\n', body: 'none', upgrade: false } as const;
  for (let round = 0; round < 2; round++) {
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    pool.open(instance.address, request, { ...deaf, data: () => false, end: () => end(undefined) });
    await ended;
  }
  expect(instance.connections()).toBe(1);
});

test('a large piece of a body gives its memory back when it is written, unless it is a part of something larger', async () => {
  const bytes = 64 * 1024;
  let received = '';
  await using instance = await startRawInstance((socket, { text }) => {
    // Head and body come in one piece.
    received = text.slice(text.indexOf('\r\n\r\n') + 4);
    socket.on('data', (piece: Buffer) => {
      received += piece.toString('latin1');
      if (received.length === 2 * bytes) socket.write(sized);
    });
  });
  using pool = createConnectionPool(flexLimits);
  const whole = Buffer.from(new ArrayBuffer(bytes)).fill('w');
  const part = Buffer.alloc(2 * bytes, 'p').subarray(bytes);
  const head = `PUT / HTTP/1.1\r\nContent-Length: ${2 * bytes}\r\n\r\n`;
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  const exchange = pool.open(
    instance.address,
    { method: 'PUT', head, body: 'sized', upgrade: false },
    { ...deaf, data: () => true, end: () => end(undefined) },
  );
  exchange.write(whole);
  exchange.write(part);
  exchange.end();
  await ended;
  expect(received).toBe('w'.repeat(bytes) + 'p'.repeat(bytes));
  expect([whole.byteLength, part.byteLength]).toEqual([0, bytes]);
});
