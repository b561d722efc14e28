import type { Job } from '../../core/index.ts';
import type { CronJob } from '../../manifest/index.ts';
import type { SessionHandle } from '../session/client.ts';
import { systemClock } from './clock.ts';
import { runJobs } from './run-jobs.ts';

/** Runs jobs of an app at their times until it ends, or `job.signal` aborts. Throws what `session` throws. */
export async function runSessionJobs(
  jobs: readonly CronJob[],
  session: Pick<SessionHandle, 'send' | 'notices'>,
  job: Job,
): Promise<void> {
  const over = new AbortController();
  const signal = AbortSignal.any([job.signal, over.signal]);
  const ended = untilEnded(session, signal).finally(() => over.abort());
  // What it throws is thrown when the jobs have ended.
  ended.catch(() => undefined);
  const send: SessionHandle['send'] = (request, options) => session.send(request, options);
  try {
    await runJobs(jobs, { clock: systemClock, send }, { notify: (notice) => job.notify(notice), signal });
  } catch (cause) {
    job.signal.throwIfAborted();
    if (!over.signal.aborted) throw cause;
  } finally {
    over.abort();
    await ended;
  }
}

/** A session's notices go on as long as it does. */
async function untilEnded({ notices }: Pick<SessionHandle, 'notices'>, signal: AbortSignal): Promise<void> {
  try {
    const all = notices({ follow: true, signal });
    while ((await all.next()).done !== true);
  } catch (cause) {
    if (!signal.aborted) throw cause;
  }
}
