import { once } from 'node:events';
import { request } from 'node:http';
import { expect, test, vi } from 'vitest';
import type { RequestRecord } from '../../../src/core/index.ts';
import { accessLogEntry } from '../../../src/frontend/index.ts';
import { ask, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';
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
