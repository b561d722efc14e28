import { expect, test } from 'vitest';
import type { ForwardedRequest } from '../../../src/frontend/index.ts';
import { ask, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

test('a request that goes to an instance is reported with its headers before and after the rules', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  const seen: ForwardedRequest[] = [];
  await using frontEnd = await startTestFrontEnd(instance.address, {
    onForward: (request) => void seen.push(request),
  });
  const headers = { 'X-Appengine-Cron': 'true', 'X-Mine': 'yes', 'X-Forwarded-Proto': 'gopher' };
  await ask(frontEnd, { method: 'DELETE', path: '/a?b', headers });
  expect(seen).toMatchObject([{ instance: 'instance-0', method: 'DELETE', url: '/a?b' }]);
  const [{ received, sent }] = seen as [ForwardedRequest];
  const sentByClient = received.map(({ name, value }) => `${name}: ${value}`);
  expect(sentByClient).toEqual(
    expect.arrayContaining(['X-Appengine-Cron: true', 'X-Mine: yes', 'X-Forwarded-Proto: gopher']),
  );
  expect(sent.map(({ key }) => key)).not.toContain('x-appengine-cron');
  // Field by field what the instance read from its socket.
  const lines = (instance.requests[0]?.text ?? '').trimEnd().split('\r\n').slice(1);
  expect(sent.map(({ name, value }) => `${name}: ${value}`)).toEqual(lines);
});

test('a request that goes nowhere is not', async () => {
  const seen: ForwardedRequest[] = [];
  const nowhere = { host: '127.0.0.1', port: 1 };
  await using frontEnd = await startTestFrontEnd(nowhere, {
    onForward: (request) => void seen.push(request),
    route: () => ({ kind: 'unavailable', status: 503, reason: 'none is ready', instances: [] }),
  });
  expect(await ask(frontEnd, {})).toMatchObject({ status: 503 });
  expect(seen).toEqual([]);
});
