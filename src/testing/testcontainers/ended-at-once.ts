import type { ContainerRuntimeClient } from 'testcontainers';
import { untilReady, type AppBerth, type BuildPlan, type Engine, type Job } from '../../index.ts';
import { nowhere, startedInstance } from './started-instance.ts';

interface FailedStart {
  readonly engine: Engine;
  readonly client: ContainerRuntimeClient;
  readonly berth: AppBerth;
  readonly plan: BuildPlan;
}

/**
 * Throws FB5401 where the app's container has ended: testcontainers then looks in vain for its published ports, and says no
 * more than that. Does nothing where it has not, or where testcontainers has removed it.
 */
export async function explainEnd({ engine, client, berth, plan }: FailedStart, job: Job): Promise<void> {
  const { identity, spec } = berth;
  const [found] = await engine.containers.list(spec.labels);
  if (found === undefined || found.running) return;
  const container = client.container.getById(found.id);
  const ended = { container, identity, address: nowhere, listen: nowhere, since: null };
  await untilReady({ running: startedInstance(ended, job.signal), plan }, job);
}
