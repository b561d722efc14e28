import type { WaitStrategy } from 'testcontainers';
import { untilReady, type Address, type BuildPlan, type InstanceIdentity, type Job } from '../../index.ts';
import { nowhere, startedInstance, type RawContainer } from './started-instance.ts';

interface ReadinessRequest {
  readonly plan: BuildPlan;
  readonly identity: InstanceIdentity;
  /** The machine that ports are published on. */
  readonly host: string;
}

/**
 * Waits as App Engine does: for 200 at the app's readiness path or, where it has none, for any answer, and no longer than
 * `app_start_timeout_sec`. Throws what `untilReady` throws.
 */
export function readiness({ plan, identity, host }: ReadinessRequest, job: Job): WaitStrategy {
  const { port, health } = plan.run;
  let askedMs: number | null = null;
  const timeoutMs = () => askedMs ?? health.readiness.appStartTimeoutSec * 1000;
  const strategy: WaitStrategy = {
    async waitUntilReady(container, boundPorts, startTime) {
      const address = await addressOf(container, () => ({ host, port: boundPorts.getBinding(port) }));
      const listen = { host: '0.0.0.0', port };
      const decided = new AbortController();
      const started = { container, identity, address, listen, since: startTime ?? null };
      const running = startedInstance(started, decided.signal);
      try {
        await untilReady({ running, plan: withTimeout(plan, timeoutMs()) }, job);
      } finally {
        decided.abort();
      }
    },
    withStartupTimeout(startupTimeoutMs) {
      askedMs = startupTimeoutMs;
      return strategy;
    },
    isStartupTimeoutSet: () => askedMs !== null,
    getStartupTimeout: timeoutMs,
  };
  return strategy;
}

/** What has ended has no ports any more, and how it ended is the answer then. */
async function addressOf(container: RawContainer, published: () => Address): Promise<Address> {
  try {
    return published();
  } catch (cause) {
    const { State: state } = await container.inspect();
    if (state.Running) throw cause;
    return nowhere;
  }
}

function withTimeout(plan: BuildPlan, timeoutMs: number): BuildPlan {
  const { health } = plan.run;
  const checked = { ...health.readiness, appStartTimeoutSec: timeoutMs / 1000 };
  return { ...plan, run: { ...plan.run, health: { ...health, readiness: checked } } };
}
