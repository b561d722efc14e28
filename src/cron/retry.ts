import type { RetryParameters } from '../manifest/index.ts';

/** A run that failed, so far. */
export interface FailedRun {
  /** Attempts behind the first. */
  readonly retries: number;
  readonly firstAttemptMs: number;
  readonly nowMs: number;
}

/**
 * When a failed run is tried again; null: not any more. It is given up when both limits are reached: the number of retries,
 * and the time since the first attempt. https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs
 */
export function nextRetry(
  parameters: RetryParameters,
  { retries, firstAttemptMs, nowMs }: FailedRun,
): number | null {
  const atMs = nowMs + pauseSec(parameters, retries) * 1000;
  if (retries < parameters.limit) return atMs;
  const { ageLimitSec } = parameters;
  return ageLimitSec !== null && atMs - firstAttemptMs <= ageLimitSec * 1000 ? atMs : null;
}

/** Doubles so many times, then grows by the same step: 10, 20, 40, 80, 160, 240, 300, 300 for 10 s, 300 s and 3 doublings. */
function pauseSec({ minBackoffSec, maxBackoffSec, maxDoublings }: RetryParameters, retries: number): number {
  const doubled = minBackoffSec * 2 ** Math.min(retries, maxDoublings);
  return Math.min(maxBackoffSec, doubled * Math.max(1, retries - maxDoublings + 1));
}
