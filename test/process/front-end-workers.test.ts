import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Diagnostic, RequestRecord } from '../../src/core/index.ts';
import { pidOfWorker, pidsOfWorkers, startTestWorkers } from '../support/front-end-workers/start.ts';
import { ask, startRawInstance } from '../support/http-peers.ts';

const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const nowhere = { host: '127.0.0.1', port: 1 };
const patience = { timeout: 20_000 };

function living(pids: readonly number[]): readonly number[] {
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  });
}

test('draining lets open requests end, and all that was served is told before it is over', async () => {
  const asked = Promise.withResolvers<() => void>();
  await using instance = await startRawInstance((socket) => asked.resolve(() => void socket.write(hello)));
  const records: RequestRecord[] = [];
  const frontEnd = await startTestWorkers(instance.address, { onRequest: (record) => records.push(record) });
  const pids = await pidsOfWorkers(frontEnd, 2);
  const open = ask(frontEnd, { path: '/slow' });
  const answer = await asked.promise;
  const drained = frontEnd.drain({ graceMs: 20_000 });
  await vi.waitFor(async () => expect((await ask(frontEnd, { path: '/who' })).status).toBe(0), patience);
  expect(living(pids)).toHaveLength(2);
  answer();
  expect((await open).body.toString()).toBe('hello');
  await drained;
  expect(records.at(-1)).toMatchObject({ url: '/slow', status: 200 });
  await frontEnd[Symbol.asyncDispose]();
  expect(living(pids)).toEqual([]);
});

test('a worker that ends by itself is told of and replaced, and the others go on', async () => {
  const ends: Diagnostic[] = [];
  await using frontEnd = await startTestWorkers(nowhere, { onWorkerEnd: (end) => ends.push(end) });
  const before = await pidsOfWorkers(frontEnd, 2);
  expect(await ask(frontEnd, { path: '/crash' })).toMatchObject({ status: 0 });
  expect(before).toContain(await pidOfWorker(frontEnd));
  await vi.waitFor(() => expect(ends).toMatchObject([{ code: 'FB5470', severity: 'warning' }]), patience);
  expect(ends[0]?.message).toContain('SIGKILL');
  await vi.waitFor(async () => {
    const now = await pidsOfWorkers(frontEnd, 2);
    expect(now.filter((pid) => before.includes(pid))).toHaveLength(1);
    expect(now).toHaveLength(2);
  }, patience);
  expect(ends).toHaveLength(1);
  await ask(frontEnd, { path: '/throw' });
  await vi.waitFor(() => expect(ends[1]?.detail.join('\n')).toContain('told to'), patience);
});

test('signals of the terminal end no worker', async () => {
  await using frontEnd = await startTestWorkers(nowhere);
  const pids = await pidsOfWorkers(frontEnd, 2);
  for (const pid of pids)
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pid, name);
  expect((await pidsOfWorkers(frontEnd, 2)).toSorted()).toEqual(pids.toSorted());
});

test('one that does not start is FB5471 with its last words', async () => {
  const program = [process.execPath, '-e', 'throw new Error("out of order")'] as const;
  await expect(startTestWorkers(nowhere, { program })).rejects.toMatchObject({
    diagnostics: [
      {
        code: 'FB5471',
        detail: expect.arrayContaining([expect.stringContaining('out of order')]) as unknown,
      },
    ],
  });
  await expect(startTestWorkers(nowhere, { program: ['/no/such/program'] })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5471', message: expect.stringContaining('ENOENT') as unknown }],
  });
});

test('a port in use is FB5001, and so is one that other workers share', async () => {
  await using others = await startTestWorkers(nowhere);
  await using server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (const listen of [others.address, { host: '127.0.0.1', port }]) {
    await expect(startTestWorkers(nowhere, { listen })).rejects.toMatchObject({
      diagnostics: [{ code: 'FB5001' }],
    });
  }
});

test('workers end when the main process is killed', async () => {
  const program = join(import.meta.dirname, '../support/front-end-workers/main.ts');
  const main = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(main.stdout, 'data')) as [Buffer];
  const pids = JSON.parse(line.toString()) as number[];
  expect(living(pids)).toHaveLength(2);
  main.kill('SIGKILL');
  await vi.waitFor(() => expect(living(pids)).toEqual([]), patience);
});
