import type { Exit, Job } from '../core/index.ts';
import { checkHealth, type Turn } from './health/checks.ts';
import { answerTo, notReady } from './health/diagnose.ts';
import { healthyStatus } from './health/watch.ts';
import type { InstanceRecord } from './instance-record.ts';
import type { InstanceRequest, LiveInstance } from './start-instance.ts';

/** How a life came to its end: by itself, or since it has to. */
export type LifeEnd =
  | { readonly kind: 'exited'; readonly exit: Exit }
  /** It failed its liveness check, and runs still; `status` is its last answer. */
  | { readonly kind: 'not-alive'; readonly status: number | null };

interface Life {
  readonly request: InstanceRequest;
  readonly record: InstanceRecord;
  readonly live: LiveInstance;
}

/** An instance that has answered gets requests, unless its own readiness path says that it is not to have them yet. */
export function enterLife({ request, record, live }: Life): void {
  if (isReady({ request, live })) record.enter('ready', { live });
  else record.enter('unready', { live, detail: readinessAnswer(request, live.firstStatus) });
}

/** Fulfils at the end of a life; until then its readiness check decides whether it gets requests. */
export async function endOfLife({ request, record, live }: Life, job: Job): Promise<LifeEnd> {
  const exited = live.running.exited.then((exit): LifeEnd => ({ kind: 'exited', exit }));
  if (!request.healthChecks) return await exited;
  const over = new AbortController();
  const signal = AbortSignal.any([job.signal, over.signal]);
  const { plan } = request.prepared;
  const checked = {
    plan,
    address: live.running.address,
    ready: isReady({ request, live }),
    readinessTurned(turn: Turn) {
      // One that is about to stop is not to be called ready by an answer from before.
      if (!signal.aborted) turnReadiness({ request, record, live }, turn, job);
    },
  };
  try {
    return await Promise.race([
      exited,
      checkHealth(checked, signal).then(({ status }): LifeEnd => ({ kind: 'not-alive', status })),
    ]);
  } finally {
    over.abort();
  }
}

function isReady({ request, live }: Omit<Life, 'record'>): boolean {
  const { path } = request.prepared.plan.run.health.readiness;
  return !request.healthChecks || path === null || live.firstStatus === healthyStatus;
}

function turnReadiness({ request, record, live }: Life, { healthy, status }: Turn, job: Job): void {
  if (healthy) {
    record.enter('ready', { live });
    return;
  }
  const { plan } = request.prepared;
  const { instance } = request.identity;
  record.enter('unready', { live, detail: readinessAnswer(request, status) });
  const diagnostic = notReady({ plan, instance, status, lines: live.output.lines() });
  job.notify({ kind: 'diagnostic', diagnostic });
}

function readinessAnswer({ prepared }: InstanceRequest, status: number | null): string {
  return answerTo(prepared.plan, 'readiness', status);
}
