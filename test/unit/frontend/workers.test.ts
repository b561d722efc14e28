import { expect, test, vi } from 'vitest';
import type { Diagnostic, RequestRecord } from '../../../src/core/index.ts';
import type { ForwardedRequest } from '../../../src/frontend/index.ts';
import { pidOfWorker, pidsOfWorkers, startTestWorkers } from '../../support/front-end-workers/start.ts';
import { ask, startRawInstance } from '../../support/http-peers.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const nowhere = { host: '127.0.0.1', port: 1 };

test('several processes serve one port, and what they serve is reported here', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  const records: RequestRecord[] = [];
  const forwarded: ForwardedRequest[] = [];
  const frontEnd = await startTestWorkers(instance.address, {
    limits: { requestTimeoutMs: Infinity },
    onRequest: (record) => records.push(record),
    onForward: (request) => forwarded.push(request),
  });
  const pids = await pidsOfWorkers(frontEnd, 2);
  expect(pids).toHaveLength(2);
  expect(pids).not.toContain(process.pid);
  const answer = await ask(frontEnd, { path: '/a?b', headers: { 'User-Agent': 'tester' } });
  expect(answer).toMatchObject({ status: 200, body: Buffer.from('hello') });
  await frontEnd.drain({ graceMs: 1_000 });
  // Both at the latest when it drains.
  expect(records.filter(({ url }) => url === '/a?b')).toMatchObject([
    { status: 200, userAgent: 'tester', instance: 'instance-0', responseBytes: 5 },
  ]);
  expect(forwarded).toMatchObject([{ url: '/a?b', instance: 'instance-0' }]);
  expect(instance.requests[0]?.text).toContain(`X-Cloud-Trace-Context: ${records.at(-1)?.trace}/`);
  await frontEnd[Symbol.asyncDispose]();
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow();
});

test('a worker that ends by itself is told of and replaced, and the others go on', async () => {
  const ends: Diagnostic[] = [];
  await using frontEnd = await startTestWorkers(nowhere, { onWorkerEnd: (end) => ends.push(end) });
  const before = await pidsOfWorkers(frontEnd, 2);
  expect(await ask(frontEnd, { path: '/crash' })).toMatchObject({ status: 0 });
  expect(before).toContain(await pidOfWorker(frontEnd));
  await vi.waitFor(() => expect(ends).toMatchObject([{ code: 'FB5470', severity: 'warning' }]));
  expect(ends[0]?.message).toContain('SIGKILL');
  await vi.waitFor(async () => {
    const now = await pidsOfWorkers(frontEnd, 2);
    expect(now).toHaveLength(2);
    expect(now.filter((pid) => before.includes(pid))).toHaveLength(1);
  });
  expect(ends).toHaveLength(1);
});
