import { nextRetry } from '../../cron/index.ts';
import { FlexbuildError, type Diagnostic, type Job } from '../../core/index.ts';
import type { CronJob } from '../../manifest/index.ts';
import type { TrustedAnswer, TrustedRequest } from '../send-trusted.ts';
import { trustedFailure } from '../trusted-failure.ts';
import type { Clock } from './clock.ts';

/** What jobs are run with. */
export interface CronSettings {
  readonly clock: Clock;
  /** Throws FB5040 where the app gives no answer; whatever else it throws ends everything. */
  readonly send: (
    request: TrustedRequest,
    options: { readonly signal: AbortSignal },
  ) => Promise<TrustedAnswer>;
}

/** The request that App Engine's cron makes for a job. */
export function cronRequest({ url, target }: CronJob): TrustedRequest {
  const service = target?.service ?? null;
  return { sender: { kind: 'cron' }, method: 'GET', url, service, headers: [], body: null };
}

/** One run of a job: an attempt, and more as long as it fails and its retry_parameters give it another. */
export async function runJob(cron: CronJob, { clock, send }: CronSettings, job: Job): Promise<void> {
  const { url, timezone } = cron;
  const firstAttemptMs = clock.now();
  for (let retries = 0; ; retries++) {
    const { status, failure } = await attempt(cron, send, job.signal);
    const nowMs = clock.now();
    const retryAtMs = failure && nextRetry(cron.retry, { retries, firstAttemptMs, nowMs });
    job.notify({ kind: 'cron-attempt', url, timezone, endMs: nowMs, retries, status, retryAtMs });
    if (retryAtMs === null) {
      if (failure) job.notify({ kind: 'diagnostic', diagnostic: failure });
      return;
    }
    await clock.until(retryAtMs, job.signal);
  }
}

interface Attempt {
  /** Null: there was no answer. */
  readonly status: number | null;
  readonly failure: Diagnostic | null;
}

async function attempt(cron: CronJob, send: CronSettings['send'], signal: AbortSignal): Promise<Attempt> {
  const request = cronRequest(cron);
  try {
    const answer = await send(request, { signal });
    return { status: answer.status, failure: trustedFailure(request, answer) };
  } catch (cause) {
    if (!(cause instanceof FlexbuildError) || cause.diagnostics[0].code !== 'FB5040') throw cause;
    return { status: null, failure: cause.diagnostics[0] };
  }
}
