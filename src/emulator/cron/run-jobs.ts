import { nextRun } from '../../cron/index.ts';
import { warning, type Job } from '../../core/index.ts';
import type { CronJob } from '../../manifest/index.ts';
import { together } from '../together.ts';
import { runJob, type CronSettings } from './run-job.ts';

/**
 * Runs each job at its times until `job.signal` aborts. Runs of one job never overlap: what falls due while a run or its
 * retries go on is left out, as App Engine leaves it out. Throws what `settings.send` throws.
 */
export async function runJobs(jobs: readonly CronJob[], settings: CronSettings, job: Job): Promise<void> {
  await together(
    job,
    jobs.map((cron) => (shared: Job) => keepRunning(cron, settings, shared)),
  );
}

async function keepRunning(cron: CronJob, settings: CronSettings, job: Job): Promise<void> {
  const { clock } = settings;
  const { url, timezone } = cron;
  for (let afterMs = clock.now(); ;) {
    const atMs = nextRun(cron, afterMs);
    if (atMs === null) {
      job.notify({ kind: 'diagnostic', diagnostic: neverDue(cron) });
      return;
    }
    job.notify({ kind: 'cron-due', url, timezone, atMs });
    await clock.until(atMs, job.signal);
    await runJob(cron, settings, job);
    // Clocks can be a little early, and no time is to come twice.
    afterMs = Math.max(atMs, clock.now());
    const missedMs = cron.schedule.kind === 'after-last-run' ? null : nextRun(cron, atMs);
    if (missedMs !== null && missedMs <= afterMs)
      job.notify({ kind: 'cron-skipped', url, timezone, atMs: missedMs });
  }
}

function neverDue({ url, scheduleText, timezone }: CronJob) {
  return warning({
    code: 'FB5480',
    message: `the job ${url} is never due: in ${timezone}, no day has the time of "${scheduleText}"`,
    hint: 'Take another time of day, or another time zone.',
  });
}
