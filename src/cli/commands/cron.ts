import { cronRequest, failure, FlexbuildError, nextRuns, runSessionJobs } from '../../index.ts';
import type { Command } from '../command.ts';
import { jobsArgument, jobsNamed } from '../cron.ts';
import { formatTable } from '../print/table.ts';
import { formatTime } from '../print/time.ts';
import { openSessionNamed } from '../sessions.ts';
import { sendAndReport } from '../trusted.ts';

export const cronStart: Command = {
  name: 'cron start',
  summary: "Run an app's jobs at their times, as App Engine's cron does, until Ctrl-C or its end",
  arguments: [jobsArgument],
  flags: ['file', 'session'],
  examples: [
    'flexbuild cron start',
    'flexbuild cron start /tasks/clean',
    'flexbuild cron start --session shop',
  ],
  async run(call) {
    const session = await openSessionNamed(call);
    const jobs = jobsNamed(call, session.record.apps);
    if (jobs.length === 0) {
      throw failure({
        code: 'FB5482',
        message: 'cron.yaml has no jobs to run',
        hint: 'Add one with `url` and `schedule`.',
      });
    }
    await runSessionJobs(jobs, session, call.job);
    return 0;
  },
};

export const cronRun: Command = {
  name: 'cron run',
  summary: "Run an app's jobs once, now, whatever their schedule says",
  arguments: [jobsArgument],
  flags: ['file', 'session'],
  examples: [
    'flexbuild cron run',
    'flexbuild cron run /tasks/clean',
    'flexbuild cron run --file ops/cron.yaml',
  ],
  async run(call) {
    const session = await openSessionNamed(call);
    const failures: FlexbuildError[] = [];
    for (const cron of jobsNamed(call, session.record.apps)) {
      await sendAndReport(call, { session, request: cronRequest(cron) }).catch((cause: unknown) => {
        if (!(cause instanceof FlexbuildError)) throw cause;
        failures.push(cause);
      });
    }
    // One job's failure keeps no other from running, as on App Engine.
    const [first, ...rest] = failures.flatMap(({ diagnostics }) => diagnostics);
    if (first) throw new FlexbuildError([first, ...rest]);
    return 0;
  },
};

export const cronList: Command = {
  name: 'cron list',
  summary: 'List jobs of cron.yaml and when they are due next',
  arguments: [jobsArgument],
  flags: ['at', 'count', 'file', 'session'],
  examples: [
    'flexbuild cron list',
    'flexbuild cron list /tasks/clean --count 10',
    'flexbuild cron list --at 2027-03-28T00:00Z',
  ],
  run(call) {
    const { at, count } = call.options;
    const afterMs = at === null ? Date.now() : timeOf(at);
    const jobs = jobsNamed(call, []).map((cron) => ({ ...cron, next: nextRuns(cron, { afterMs, count }) }));
    const data = jobs.map((job) => ({ ...job, next: job.next.map((ms) => new Date(ms).toISOString()) }));
    call.print.result({ kind: 'cron-jobs', jobs: data }, () =>
      formatTable(
        ['URL', 'NEXT', 'SCHEDULE', 'TIME ZONE', 'SERVICE', 'DESCRIPTION'],
        jobs.flatMap(({ url, scheduleText, timezone, target, description, next }) => {
          const [first = 'never', ...more] = next.map((ms) => formatTime(ms, timezone));
          const row = [url, first, scheduleText, timezone, target?.service ?? '', description ?? ''];
          return [row, ...more.map((time) => ['', time])];
        }),
      ),
    );
    return 0;
  },
};

/** `2027-03-28T02:00`, on this machine's clock, or with `Z` or an offset behind it. */
function timeOf(text: string): number {
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms;
  throw failure({
    code: 'FB5481',
    message: `--at "${text}" is no time`,
    hint: 'Write it as in 2027-03-28T02:00, with Z behind it for UTC.',
  });
}
