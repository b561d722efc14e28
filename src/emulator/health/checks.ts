import { setTimeout as wait } from 'node:timers/promises';
import type { Address } from '../../core/index.ts';
import type { BuildPlan } from '../../plan/index.ts';
import { askHealth } from './ask.ts';
import { watchHealth } from './watch.ts';

/** What both checkers of the platform are told of one life of an instance. */
interface CheckedInstance {
  readonly plan: BuildPlan;
  readonly address: Address;
  /** It has answered its readiness check with 200. */
  readonly ready: boolean;
  /** From now on it gets requests, or none. */
  readonly readinessTurned: (health: Turn) => void;
}

/** What so many answers in a row have shown; `status` is the last one, null: none came. */
export interface Turn {
  readonly healthy: boolean;
  readonly status: number | null;
}

/**
 * Asks an instance for liveness and readiness as its app.yaml says, until `signal` aborts; fulfils when it has failed its
 * liveness check. A check without a path is the platform's own to answer, so the app is not asked.
 */
export function checkHealth(
  { plan, address, ready, readinessTurned }: CheckedInstance,
  signal: AbortSignal,
): Promise<Turn> {
  const { liveness, readiness } = plan.run.health;
  const dead = Promise.withResolvers<Turn>();
  const pause = (ms: number) => wait(ms, undefined, { signal, ref: false });
  const checks = [
    { ...readiness, initialDelaySec: readiness.checkIntervalSec, healthy: ready, turned: readinessTurned },
    { ...liveness, healthy: true, turned: dead.resolve },
  ];
  for (const { path, host, healthy, turned, ...check } of checks) {
    if (path === null) continue;
    const timeoutMs = check.timeoutSec * 1000;
    const settings = {
      initialDelayMs: check.initialDelaySec * 1000,
      intervalMs: check.checkIntervalSec * 1000,
      failureThreshold: check.failureThreshold,
      successThreshold: check.successThreshold,
    };
    const ask = async () => {
      const status = await askHealth({ address, check: { path, host, timeoutMs } }, signal);
      // What an instance that is being ended does not answer means nothing.
      signal.throwIfAborted();
      return status;
    };
    watchHealth({ settings, healthy, pause, ask, turned }).catch((cause: unknown) => {
      if (!signal.aborted) throw cause;
    });
  }
  return dead.promise;
}
