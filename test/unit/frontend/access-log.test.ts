import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { RequestRecord } from '../../../src/core/index.ts';
import { accessLogEntry, type FrontEnd, type FrontEndOptions } from '../../../src/frontend/index.ts';
import { ask, sendRaw, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';
import { requestRecord } from '../../support/request-record.ts';

const project = 'my-project';

test('a request as the request log of App Engine has it', () => {
  const entry = accessLogEntry({ record: requestRecord(), project, service: 'shop', version: 'v1' });
  expect(entry).toEqual({
    logName: 'projects/my-project/logs/appengine.googleapis.com%2Fnginx.request',
    timestamp: '2026-01-02T03:04:05.678Z',
    severity: 'INFO',
    resource: {
      type: 'gae_app',
      labels: { project_id: 'my-project', module_id: 'shop', version_id: 'v1' },
    },
    httpRequest: {
      requestMethod: 'GET',
      requestUrl: 'http://shop.localhost:8080/a?b=c',
      requestSize: '0',
      status: 200,
      responseSize: '5',
      userAgent: 'curl/8',
      remoteIp: '127.0.0.1',
      latency: '0.012345s',
      protocol: 'HTTP/1.1',
    },
    trace: 'projects/my-project/traces/0123456789abcdef0123456789abcdef',
    labels: { 'appengine.googleapis.com/instance_name': 'aef-shop-v1-abcd' },
  });
});

test.each([
  [{ status: 404 }, { severity: 'WARNING' }],
  [
    { status: 503, instance: null },
    { severity: 'ERROR', labels: {} },
  ],
  [{ secure: true }, { httpRequest: { requestUrl: 'https://shop.localhost:8080/a?b=c' } }],
  [{ url: 'http://b/c' }, { httpRequest: { requestUrl: 'http://b/c' } }],
  [{ referrer: 'http://r/' }, { httpRequest: { referer: 'http://r/' } }],
] as const)('%j is %j', (difference, expected) => {
  const record = requestRecord(difference);
  expect(accessLogEntry({ record, project, service: null, version: null })).toMatchObject(expected);
});

test('what the front end records of a request', async () => {
  await using instance = await startRawInstance((socket, { text }) => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
    if (text.startsWith('GET')) socket.write(answer);
    else socket.once('data', () => void socket.write(answer));
  });
  const records: RequestRecord[] = [];
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onRequest: (record) => records.push(record),
  });
  const before = Date.now();
  const headers = {
    Host: 'a.example',
    'User-Agent': 'me/1',
    Referer: 'http://b/',
    'X-Forwarded-For': '9.9.9.9',
  };
  await ask(frontEnd, { path: '/x?y', headers });
  await vi.waitFor(() => expect(records).toHaveLength(1));
  expect(records[0]).toMatchObject({
    method: 'GET',
    url: '/x?y',
    host: 'a.example',
    protocol: 'HTTP/1.1',
    secure: false,
    clientAddress: '127.0.0.1',
    userAgent: 'me/1',
    referrer: 'http://b/',
    status: 200,
    requestBytes: 0,
    responseBytes: 5,
    instance: 'instance-0',
  });
  expect(records[0]?.startedAtMs).toBeGreaterThanOrEqual(before);
  expect(records[0]?.startedAtMs).toBeLessThanOrEqual(Date.now());
});

test('bodies are counted as far as they came', async () => {
  await using instance = await startRawInstance((socket) => {
    socket.on('data', () => undefined);
    socket.write(
      'HTTP/1.1 200 OK\r\nX-Accel-Buffering: no\r\nContent-Length: 100\r\nX-Accel-Buffering: no\r\n\r\nhalf',
    );
  });
  const records: RequestRecord[] = [];
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onRequest: (record) => records.push(record),
  });
  const asked = request({ ...frontEnd.address, method: 'POST', headers: { 'Content-Length': 100 } });
  asked.on('error', () => undefined);
  asked.write('third');
  const [answer] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
  answer.on('error', () => undefined);
  await once(answer, 'data');
  asked.destroy();
  await vi.waitFor(() => expect(records).toMatchObject([{ requestBytes: 5, responseBytes: 4 }]));
});

describe('what the parser refuses', () => {
  const head = 'GET /a?b HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: me/1\r\nReferer: http://r/\r\n';
  const told = {
    method: 'GET',
    url: '/a?b',
    host: 'shop.example',
    protocol: 'HTTP/1.1',
    userAgent: 'me/1',
    referrer: 'http://r/',
  };
  const untold = {
    method: '',
    url: '',
    host: 'app.example',
    protocol: '',
    userAgent: null,
    referrer: null,
  };

  test.each([
    ['a head with a fault', `${head}X : 1\r\n\r\n`, { ...told, status: 400 }],
    ['a head that is too large', `${head}X: ${'x'.repeat(16_000)}`, { ...told, status: 431 }],
    ['half a head', head, { ...untold, status: 408, latencyMs: 60 }],
    ['rubbish', '\x16\x03\x01\x1b[2J / HTTP/1.1\r\n\r\n', { ...untold, status: 400 }],
    [
      'control characters',
      'GET /\x1b[2J HTTP/1.1\r\nUser-Agent: \x1b[2J\r\n\r\n',
      { ...untold, status: 400 },
    ],
    [
      'a field that a terminal would obey',
      `${head.slice(0, -2)}\x1b[2J\r\n\r\n`,
      { ...told, referrer: null, status: 400 },
    ],
    [
      'CONNECT',
      'CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n',
      { method: 'CONNECT', url: 'a:1', host: 'a:1', protocol: 'HTTP/1.1', status: 405 },
    ],
  ])('%s is recorded as far as it can be read', async (_, bytes, expected) => {
    await using front = await recordingFrontEnd({ limits: { requestHeadMs: 60 } });
    const answer = await sendRaw(front.frontEnd, bytes);
    expect(front.records).toMatchObject([
      {
        instance: null,
        clientAddress: '127.0.0.1',
        secure: false,
        requestBytes: 0,
        trace: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        responseBytes: answer.slice(answer.indexOf('\r\n\r\n') + 4).length,
        ...expected,
      },
    ]);
  });

  test('a client that leaves in the middle of its head is recorded, and one that never began is not', async () => {
    await using front = await recordingFrontEnd({ limits: { requestHeadMs: 60 } });
    expect(await sendRaw(front.frontEnd, '')).toMatch(/^HTTP\/1\.1 408 /);
    expect(front.records).toEqual([]);
    const client = connect(front.frontEnd.address);
    client.on('error', () => undefined);
    client.end(head);
    await vi.waitFor(() => expect(front.records).toMatchObject([{ ...untold, status: 400 }]));
  });

  test('entries leave out what the client did not tell', () => {
    const record = requestRecord({ method: '', url: '', protocol: '', status: 400 });
    const { httpRequest } = accessLogEntry({ record, project, service: null, version: null });
    expect(httpRequest).toMatchObject({ status: 400, remoteIp: '127.0.0.1' });
    expect(Object.keys(httpRequest)).not.toContain('requestMethod');
    expect(Object.keys(httpRequest)).not.toContain('requestUrl');
    expect(Object.keys(httpRequest)).not.toContain('protocol');
  });
});

interface RecordingFrontEnd extends AsyncDisposable {
  readonly frontEnd: FrontEnd;
  readonly records: readonly RequestRecord[];
}

/** In front of an instance that nothing is to reach. */
async function recordingFrontEnd(options: Partial<FrontEndOptions>): Promise<RecordingFrontEnd> {
  const records: RequestRecord[] = [];
  const frontEnd = await startTestFrontEnd(
    { host: '127.0.0.1', port: 9 },
    { ...options, onRequest: (record) => records.push(record) },
  );
  return { frontEnd, records, [Symbol.asyncDispose]: () => frontEnd[Symbol.asyncDispose]() };
}
