import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { directNetwork } from '../../src/core/index.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { currentOwner, processHost } from '../../src/hosts/index.ts';
import type { RunPlan } from '../../src/plan/index.ts';
import { emulatorOptions } from '../support/emulator-options.ts';
import { planOf } from '../support/plans.ts';
import { testJob } from '../support/session.ts';

/** Answers until somebody asks for /hang; then it is busy for good, and deaf to SIGTERM. */
const hangs = `
import { createServer } from 'node:http';
process.on('SIGTERM', () => {});
createServer((request, response) => {
  if (request.url === '/hang') for (;;);
  response.end(String(process.pid));
}).listen(process.env.PORT, '127.0.0.1');
`;

/** As gunicorn does: it says where it listens, and then the app takes its time to be imported. */
const saysItFirst = `
import { createServer } from 'node:http';
console.log('Listening at: http://127.0.0.1:' + process.env.PORT);
setTimeout(() => createServer((_, response) => response.end('late')).listen(process.env.PORT, '127.0.0.1'), 3_700);
`;

test('a process that hangs is killed and replaced, once its liveness check has failed often enough', async () => {
  const { readiness, liveness } = planOf().run.health;
  const often = { path: '/live', initialDelaySec: 0, checkIntervalSec: 0.3, timeoutSec: 0.25 };
  const health = { readiness, liveness: { ...liveness, ...often, failureThreshold: 2 } };
  await using app = await startedApp(hangs, { health });
  const { emulator, job } = app;
  const first = await (await fetch(emulator.url)).text();
  expect((await fetch(`${emulator.url}/hang`)).status).toBe(502);
  await expect.poll(() => emulator.state().instances[0]?.state, { timeout: 10_000 }).toBe('ready');
  const second = await (await fetch(emulator.url)).text();
  expect(second).toMatch(/^\d+$/);
  expect(second).not.toBe(first);
  expect(emulator.state().instances[0]?.restarts).toBe(1);
  expect(() => process.kill(Number(first), 0)).toThrow('ESRCH');
  expect(job.notices.flatMap((one) => (one.kind === 'diagnostic' ? one.diagnostic.code : []))).toContain(
    'FB5490',
  );
});

test('an app that says where it listens before it answers is given its time', async () => {
  await using app = await startedApp(saysItFirst);
  expect(await (await fetch(app.emulator.url)).text()).toBe('late');
});

/** A module for Node as an app of plain processes. */
async function startedApp(module: string, run: Partial<RunPlan> = {}) {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-test-'));
  made.defer(() => rm(folder, { recursive: true }));
  const file = {
    kind: 'file',
    path: 'app.mjs',
    mode: 0o644,
    modifiedMs: 0,
    size: module.length,
    content: () => Buffer.from(module),
  } as const;
  const host = await processHost({
    session: { id: `health${process.pid}`, owner: currentOwner() },
    folders: { sessions: join(folder, 'sessions'), environments: join(folder, 'environments') },
    user: { PATH: process.env['PATH'] },
    network: directNetwork,
    inPlace: false,
    interpreter: null,
    filesFor: () => Promise.resolve({ folder, entries: [file] }),
  });
  made.use(host);
  const plan = planOf({ command: { form: 'exec', argv: [process.execPath, 'app.mjs'] }, ...run });
  const job = testJob();
  const emulator = made.use(await startEmulator(emulatorOptions(host, { plans: [plan] }), job));
  const kept = made.move();
  return { emulator, job, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
