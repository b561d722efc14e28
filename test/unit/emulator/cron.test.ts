import { expect, test } from 'vitest';
import { failure, type Notice } from '../../../src/core/index.ts';
import { systemClock } from '../../../src/emulator/cron/clock.ts';
import { cronRequest, type CronSettings } from '../../../src/emulator/cron/run-job.ts';
import { runJobs } from '../../../src/emulator/cron/run-jobs.ts';
import { runSessionJobs } from '../../../src/emulator/cron/run-session-jobs.ts';
import { examineCronYaml, type CronJob } from '../../../src/manifest/index.ts';
import { testJob } from '../../support/session.ts';
import { virtualClock, type VirtualClock } from '../../support/virtual-clock.ts';

const start = Date.parse('2026-01-01T08:58:00Z');
const minutes = (count: number) => start + count * 60_000;

function jobsOf(text: string): readonly CronJob[] {
  const { config, diagnostics } = examineCronYaml({ file: 'cron.yaml', text, substitutions: null });
  expect(diagnostics).toEqual([]);
  return config?.jobs.map(({ job }) => job) ?? [];
}

const answer = (status: number, location: string | null = null) => ({
  status,
  location,
  latencyMs: 1,
  body: '',
});

interface Running {
  readonly clock: VirtualClock;
  readonly notices: readonly Notice[];
  /** `09:00:00 GET /url`, for every request. */
  readonly sent: readonly string[];
  end(): Promise<void>;
}

/** Jobs that run on a clock of their own; `send` takes the time that it waits for. */
function running(
  text: string,
  send: (clock: VirtualClock, signal: AbortSignal) => ReturnType<CronSettings['send']>,
): Running {
  const clock = virtualClock(start);
  const stop = new AbortController();
  const job = testJob(stop.signal);
  const sent: string[] = [];
  const settings: CronSettings = {
    clock,
    send(request, { signal }) {
      sent.push(`${new Date(clock.now()).toISOString().slice(11, 19)} ${request.method} ${request.url}`);
      return send(clock, signal);
    },
  };
  const ended = runJobs(jobsOf(text), settings, job);
  ended.catch(() => undefined);
  return {
    clock,
    notices: job.notices,
    sent,
    async end() {
      stop.abort(new Error('enough'));
      await expect(ended).rejects.toThrow('enough');
    },
  };
}

test('each job runs at its times, whatever the others do', async () => {
  const all = running(
    `cron:
- { url: /often, schedule: every 30 minutes from 9:00 to 10:00 }
- { url: /daily, schedule: every day 09:15 }
- { url: /slow, schedule: every 20 minutes }`,
    async (clock, signal) => {
      if (all.sent.at(-1)?.endsWith('/slow') === true) await clock.until(clock.now() + 150_000, signal);
      return answer(204);
    },
  );
  await all.clock.advanceTo(minutes(65));
  expect(all.sent).toEqual([
    '09:00:00 GET /often',
    '09:15:00 GET /daily',
    '09:18:00 GET /slow',
    '09:30:00 GET /often',
    // It ended at 09:20:30.
    '09:40:00 GET /slow',
    '10:00:00 GET /often',
    '10:02:00 GET /slow',
  ]);
  expect(all.notices.slice(0, 3)).toEqual([
    { kind: 'cron-due', url: '/often', timezone: 'UTC', atMs: minutes(2) },
    { kind: 'cron-due', url: '/daily', timezone: 'UTC', atMs: minutes(17) },
    { kind: 'cron-due', url: '/slow', timezone: 'UTC', atMs: minutes(20) },
  ]);
  await all.end();
});

test('a run that takes longer than its interval keeps the next ones from beginning', async () => {
  const all = running(
    'cron: [{ url: /long, schedule: every 5 minutes synchronized }]',
    async (clock, signal) => {
      await clock.until(clock.now() + 11 * 60_000, signal);
      return answer(200);
    },
  );
  await all.clock.advanceTo(minutes(25));
  expect(all.sent).toEqual(['09:00:00 GET /long', '09:15:00 GET /long']);
  expect(all.notices.filter(({ kind }) => kind === 'cron-skipped')).toEqual([
    { kind: 'cron-skipped', url: '/long', timezone: 'UTC', atMs: minutes(7) },
  ]);
  await all.end();
});

test('a failed run is tried again by its retry_parameters, and only then told of', async () => {
  const outcomes = [answer(500), answer(301, 'https://a/'), answer(503), answer(200), answer(404)];
  const all = running(
    `cron:
- url: /flaky
  schedule: every day 09:00
  retry_parameters: { job_retry_limit: 3, min_backoff_seconds: 10, max_doublings: 1 }`,
    () => Promise.resolve(outcomes.shift() ?? answer(302, '/login')),
  );
  await all.clock.advanceTo(minutes(60));
  expect(all.sent).toEqual([
    '09:00:00 GET /flaky',
    '09:00:10 GET /flaky',
    '09:00:30 GET /flaky',
    '09:01:10 GET /flaky',
  ]);
  expect(attemptsIn(all.notices)).toEqual([
    [500, 0, minutes(2) + 10_000],
    [301, 1, minutes(2) + 30_000],
    [503, 2, minutes(3) + 10_000],
    [200, 3, null],
  ]);
  expect(codesIn(all.notices)).toEqual([]);
  // The day after, every attempt fails.
  await all.clock.advanceTo(minutes(26 * 60));
  expect(attemptsIn(all.notices).slice(4)).toEqual([
    [404, 0, expect.any(Number)],
    [302, 1, expect.any(Number)],
    [302, 2, expect.any(Number)],
    [302, 3, null],
  ]);
  expect(codesIn(all.notices)).toEqual(['FB5042']);
  await all.end();
});

test('without retry_parameters one failure is the end of a run, and no answer is one', async () => {
  const all = running('cron: [{ url: /a, schedule: every 1 hours synchronized }]', () =>
    Promise.reject(failure({ code: 'FB5040', message: 'no answer' })),
  );
  await all.clock.advanceTo(minutes(70));
  expect(attemptsIn(all.notices)).toEqual([
    [null, 0, null],
    [null, 0, null],
  ]);
  expect(codesIn(all.notices)).toEqual(['FB5040', 'FB5040']);
  await all.end();
});

test('whatever else goes wrong ends all jobs', async () => {
  const clock = virtualClock(start);
  const lost = failure({ code: 'FB5413', message: 'the session is gone' });
  const jobs = jobsOf(
    'cron: [{ url: /a, schedule: every 1 minutes }, { url: /b, schedule: every day 00:00 }]',
  );
  const ended = runJobs(jobs, { clock, send: () => Promise.reject(lost) }, testJob());
  ended.catch(() => undefined);
  await clock.advanceTo(minutes(1));
  await expect(ended).rejects.toBe(lost);
});

test('a job that is never due is said, and holds up nobody', async () => {
  const jobs = jobsOf(
    'cron: [{ url: /gap, schedule: "2nd sunday of mar 02:30", timezone: America/New_York }]',
  );
  const job = testJob();
  await runJobs(jobs, { clock: virtualClock(start), send: () => expect.fail('it was sent') }, job);
  expect(codesIn(job.notices)).toEqual(['FB5480']);
});

test('the jobs of a session end with it, and with whoever runs them', async () => {
  const jobs = jobsOf('cron: [{ url: /a, schedule: every 24 hours }]');
  const over = Promise.withResolvers<undefined>();
  const session: Parameters<typeof runSessionJobs>[1] = {
    send: () => expect.fail('it was sent'),
    async *notices({ signal }) {
      yield { kind: 'waiting', what: 'nothing' };
      if (signal.aborted) return;
      const gone = Promise.withResolvers<undefined>();
      signal.addEventListener('abort', () => gone.resolve(undefined));
      await Promise.race([over.promise, gone.promise]);
    },
  };
  const stop = new AbortController();
  const stopped = runSessionJobs(jobs, session, testJob(stop.signal));
  stop.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  const followed = runSessionJobs(jobs, session, testJob());
  over.resolve(undefined);
  await expect(followed).resolves.toBeUndefined();
});

test('a session that cannot be followed ends its jobs, and says why', async () => {
  const lost = failure({ code: 'FB5413', message: 'the session is gone' });
  const session: Parameters<typeof runSessionJobs>[1] = {
    send: () => expect.fail('it was sent'),
    async *notices() {
      yield await Promise.reject(lost);
    },
  };
  const jobs = jobsOf('cron: [{ url: /a, schedule: every 24 hours }]');
  await expect(runSessionJobs(jobs, session, testJob())).rejects.toBe(lost);
});

test('a job is sent to the service that it names', () => {
  const [job] = jobsOf('cron: [{ url: "/a?b", schedule: every day 00:00, target: "api:v1" }]');
  expect(job && cronRequest(job)).toEqual({
    sender: { kind: 'cron' },
    method: 'GET',
    url: '/a?b',
    service: 'api',
    headers: [],
    body: null,
  });
});

test("this machine's clock waits for no time that is past, and can be interrupted", async () => {
  const { signal } = new AbortController();
  await systemClock.until(systemClock.now() - 1, signal);
  await systemClock.until(systemClock.now() + 2, signal);
  const stop = new AbortController();
  const waiting = systemClock.until(systemClock.now() + 1e12, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toThrow();
  await expect(systemClock.until(0, AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});

function attemptsIn(notices: readonly Notice[]) {
  return notices.flatMap((notice) =>
    notice.kind === 'cron-attempt' ? [[notice.status, notice.retries, notice.retryAtMs]] : [],
  );
}

function codesIn(notices: readonly Notice[]) {
  return notices.flatMap((notice) => (notice.kind === 'diagnostic' ? [notice.diagnostic.code] : []));
}
