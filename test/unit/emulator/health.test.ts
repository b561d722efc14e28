import type { IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.ts';
import type { RunPlan } from '../../../src/plan/index.ts';
import { emulatorOptions } from '../../support/emulator-options.ts';
import { fakeHost, type FakeProcess } from '../../support/fake-host.ts';
import { planOf } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

const usual = planOf().run.health;

/** So often that nobody has to wait. */
const often = { checkIntervalSec: 0.02, timeoutSec: 10, failureThreshold: 2, successThreshold: 2 };

function checked({
  liveness,
  readiness,
}: {
  readonly liveness?: Partial<RunPlan['health']['liveness']>;
  readonly readiness?: Partial<RunPlan['health']['readiness']>;
}): Pick<RunPlan, 'health'> {
  return {
    health: {
      liveness: { ...usual.liveness, ...(liveness && { ...often, initialDelaySec: 0, ...liveness }) },
      readiness: { ...usual.readiness, ...(readiness && { ...often, ...readiness }) },
    },
  };
}

interface Asked {
  readonly life: number;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** An app whose paths answer what `statuses` says at that moment, in its first `lives`; null: nothing. */
function askedApp(statuses: Record<string, number | null>, { lives = Infinity } = {}) {
  const asked: Asked[] = [];
  const host = fakeHost((app: FakeProcess) => {
    const life = app.startsBefore + 1;
    app.write(`life ${life}`);
    app.listen((request, response) => {
      asked.push({ life, url: request.url, headers: request.headers });
      const said = life <= lives ? statuses[request.url ?? ''] : undefined;
      const status = said ?? (request.url === '/stuck' ? null : 200);
      if (status !== null) response.writeHead(status).end();
    });
  });
  return { host, asked };
}

test('an instance that fails its liveness check is killed and started again, under its name', async () => {
  const statuses: Record<string, number> = { '/live': 200 };
  const { host, asked } = askedApp(statuses, { lives: 1 });
  const job = testJob();
  const plans = [planOf(checked({ liveness: { path: '/live', host: 'check.example' } }))] as const;
  await using emulator = await startEmulator(emulatorOptions(host, { plans }), job);
  await eventually(() => asked.filter(({ url }) => url === '/live').length).toBeGreaterThan(2);
  const [before] = emulator.state().instances;
  expect(before).toMatchObject({ state: 'ready', restarts: 0 });

  statuses['/live'] = 503;
  await eventually(() => emulator.state().instances[0]?.restarts).toBe(1);
  await eventually(() => emulator.state().instances[0]?.state).toBe('ready');
  expect(emulator.state().instances[0]?.instance).toBe(before?.instance);
  expect(asked.at(-1)?.life).toBe(2);
  expect(host.present.size).toBe(1);
  expect(job.notices).toContainEqual({
    kind: 'diagnostic',
    diagnostic: expect.objectContaining({
      code: 'FB5490',
      severity: 'warning',
      message: expect.stringContaining('/live answered 503') as string,
      detail: ['life 1'],
    }) as unknown,
  });
  const check = asked.find(({ url }) => url === '/live')?.headers;
  expect(check).toMatchObject({ 'user-agent': 'GoogleHC/1.0', host: 'check.example' });
  // https://cloud.google.com/appengine/docs/flexible/reference/app-yaml#updated_health_checks: they are no visitor's.
  expect(Object.keys(check ?? {}).filter((name) => name.startsWith('x-'))).toEqual([]);
});

test('one that gives no answer in time has failed as well', async () => {
  const { host, asked } = askedApp({});
  const job = testJob();
  const plans = [
    planOf(checked({ liveness: { path: '/stuck', timeoutSec: 0.02, failureThreshold: 1 } })),
  ] as const;
  await using emulator = await startEmulator(emulatorOptions(host, { plans }), job);
  await eventually(() => emulator.state().instances[0]?.restarts).toBeGreaterThan(0);
  expect(asked.some(({ life, url }) => life === 1 && url === '/stuck')).toBe(true);
  expect(job.notices.flatMap((one) => (one.kind === 'diagnostic' ? one.diagnostic.message : []))[0]).toMatch(
    /\/stuck gave no answer within 0\.02 s/,
  );
});

test('an instance that fails its readiness check gets no requests until it succeeds again', async () => {
  const statuses: Record<string, number> = { '/ready': 200 };
  const { host } = askedApp(statuses);
  const job = testJob();
  const plans = [planOf(checked({ readiness: { path: '/ready' } }))] as const;
  await using emulator = await startEmulator(emulatorOptions(host, { plans }), job);
  const page = async () => {
    const answer = await fetch(emulator.url);
    return `${answer.status} ${await answer.text()}`;
  };
  expect(await page()).toBe('200 ');
  statuses['/ready'] = 302;
  await eventually(() => emulator.state().instances[0]?.state).toBe('unready');
  expect(await page()).toMatch(/^503 [^]*is unready \(\/ready answered 302\)[^]*life 1/);
  statuses['/ready'] = 200;
  await eventually(() => emulator.state().instances[0]?.state).toBe('ready');
  expect(await page()).toBe('200 ');
  expect(emulator.state().instances[0]?.restarts).toBe(0);
  expect(codesIn(job.notices)).toEqual(['FB5491']);
});

test('of two instances the one that is not ready gets nothing', async () => {
  const host = fakeHost((app) =>
    app.listen((request, response) => {
      const ill = request.url === '/ready' && app.identity.index === 0;
      response.writeHead(ill ? 503 : 200).end(String(app.identity.index));
    }),
  );
  const plans = [planOf(checked({ readiness: { path: '/ready' } }))] as const;
  await using emulator = await startEmulator(emulatorOptions(host, { plans, instances: 2 }), testJob());
  expect(emulator.state().instances.map(({ state }) => state)).toEqual(['unready', 'ready']);
  const answers = await Promise.all([1, 2, 3].map(async () => (await fetch(emulator.url)).text()));
  expect(answers).toEqual(['1', '1', '1']);
});

test('an instance that starts unready is told of, and gets requests once it is ready', async () => {
  const statuses: Record<string, number> = { '/ready': 503 };
  const { host } = askedApp(statuses);
  const job = testJob();
  const plans = [planOf(checked({ readiness: { path: '/ready' } }))] as const;
  await using emulator = await startEmulator(emulatorOptions(host, { plans }), job);
  expect(emulator.state().instances[0]).toMatchObject({ state: 'unready', detail: '/ready answered 503' });
  expect((await fetch(emulator.url)).status).toBe(503);
  statuses['/ready'] = 200;
  await eventually(() => emulator.state().instances[0]?.state).toBe('ready');
  expect(codesIn(job.notices)).toEqual(['FB5406']);
});

test.each([
  ['without paths of its own', checked({ liveness: {}, readiness: {} }), true],
  ['with --no-health-checks', checked({ liveness: { path: '/live' }, readiness: { path: '/ready' } }), false],
])('an app %s is asked nothing once it has answered', async (_, health, healthChecks) => {
  const { host, asked } = askedApp({ '/live': 503, '/ready': 503 });
  const plans = [planOf(health)] as const;
  await using emulator = await startEmulator(emulatorOptions(host, { plans, healthChecks }), testJob());
  const before = asked.length;
  // Longer than the checks of the other tests take to fail.
  for (let nth = 1; nth <= 10; nth++) await fetch(emulator.url);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(asked.slice(before).map(({ url }) => url)).toEqual(Array.from({ length: 10 }, () => '/'));
  expect(emulator.state().instances).toMatchObject([{ state: 'ready', restarts: 0 }]);
});

test('a stop ends the checks', async () => {
  const { host, asked } = askedApp({});
  const plans = [planOf(checked({ liveness: { path: '/live' }, readiness: { path: '/ready' } }))] as const;
  const job = testJob();
  const emulator = await startEmulator(emulatorOptions(host, { plans }), job);
  await eventually(() => asked.length).toBeGreaterThan(4);
  await emulator.stop();
  const states = job.notices.flatMap((one) => (one.kind === 'instance-state' ? one.state : []));
  expect(states).toEqual(['starting', 'ready', 'stopping', 'stopped']);
  expect(codesIn(job.notices)).toEqual([]);
});

/** On a busy machine a restart takes its time. */
function eventually<T>(claim: () => T) {
  return expect.poll(claim, { timeout: 10_000 });
}

function codesIn(notices: ReturnType<typeof testJob>['notices']): readonly string[] {
  return notices.flatMap((one) => (one.kind === 'diagnostic' ? one.diagnostic.code : []));
}
