import { deploymentOf, type Job } from '../core/index.ts';
import { createStatistics, createTrustedSenders } from '../frontend/index.ts';
import type { Prepared } from '../hosts/index.ts';
import { instanceEnvironment } from '../plan/index.ts';
import { checkDeskEnvironment } from './environment.ts';
import { checkPorts, openFrontEnd } from './front-end/open.ts';
import { hostOf } from './host-names.ts';
import { deploymentSettings } from './identity.ts';
import { prepare } from './prepare.ts';
import { routingTable } from './routing/routing-table.ts';
import { runningEmulator } from './running.ts';
import { sendTrusted } from './send-trusted.ts';
import type { InstanceRequest } from './start-instance.ts';
import { supervise, type SupervisedInstance } from './supervise.ts';
import { together } from './together.ts';
import type { EmulatorOptions, RunningEmulator } from './types.ts';

/**
 * Starts the metadata server, every service's instances and, once all of them answer, the front end. Where anything
 * fails, or `job.signal` aborts before that, it throws and nothing of it is left; later the signal means nothing more.
 */
export async function startEmulator(options: EmulatorOptions, job: Job): Promise<RunningEmulator> {
  checkDeskEnvironment(options.env);
  await using made = new AsyncDisposableStack();
  await checkPorts(options);
  const { metadata, prepared } = await prepare({ options, made }, job);
  const changes = new EventTarget();
  const instances = await startInstances(
    { requests: instanceRequests({ options, prepared }, job), made },
    tellingOfChanges(changes, job),
  );
  const statuses = () => instances.map((one) => one.status());
  const explain = (name: string) =>
    instances.find((one) => one.status().instance === name)?.explainSilence() ?? null;
  const table = routingTable(options);
  const trusted = createTrustedSenders();
  const statistics = createStatistics();
  const routing = () => ({ table, instances: statuses() });
  const frontEnd = await openFrontEnd({ options, routing, explain, trusted, statistics }, job);
  made.use(frontEnd);
  changes.addEventListener('change', () => frontEnd.instancesChanged());
  frontEnd.instancesChanged();
  const state = () => ({
    url: frontEnd.url,
    secureUrl: frontEnd.secure?.url ?? null,
    project: options.app.project,
    instances: statuses(),
  });
  const way = {
    address: frontEnd.senders,
    hostOf: (service: string | null) => hostOf(options.app, service),
    trusted,
  };
  return {
    ...runningEmulator({ frontEnd, instances, state, made: made.move() }),
    metadata,
    send: (request, { signal }) => sendTrusted(request, { ...way, signal }),
    statistics: () => statistics.read(),
  };
}

/** The same job; `changes` hears of every instance that is in another state than before. */
function tellingOfChanges(changes: EventTarget, job: Job): Job {
  return {
    signal: job.signal,
    notify(notice) {
      job.notify(notice);
      if (notice.kind === 'instance-state') changes.dispatchEvent(new Event('change'));
    },
  };
}

/** What to start: on a desk one instance of each service, unless more are asked for. */
function instanceRequests(
  { options, prepared }: { readonly options: EmulatorOptions; readonly prepared: readonly Prepared[] },
  job: Job,
): readonly InstanceRequest[] {
  const { app, host, metadata, env: desk, now, healthChecks } = options;
  const count = options.instances ?? 1;
  return prepared.flatMap((one) => {
    const { plan } = one;
    const { scaling } = plan.run;
    const asked = scaling.kind === 'manual' ? scaling.instances : scaling.min;
    if (options.instances === null && asked > count) {
      job.notify({
        kind: 'limit-clamped',
        resource: `instances of ${plan.service}`,
        asked: `${asked}`,
        given: `${count}`,
      });
    }
    const settings = deploymentSettings({ app, plan, now });
    // Tokens of one account under another's name would only fail later, and further away.
    const serviceAccount = metadata.tokens?.account ?? settings.serviceAccount;
    const version = deploymentOf({ ...settings, serviceAccount });
    return Array.from({ length: count }, (_, index) => {
      const identity = version.instance(index);
      const env = { ...instanceEnvironment(plan, identity), ...desk };
      return { host, prepared: one, identity, env, healthChecks };
    });
  });
}

/** All at once; the first that fails stops the others. */
async function startInstances(
  { requests, made }: { readonly requests: readonly InstanceRequest[]; readonly made: AsyncDisposableStack },
  job: Job,
): Promise<readonly SupervisedInstance[]> {
  const started: SupervisedInstance[] = [];
  made.defer(async () => {
    await Promise.all(started.map((one) => one[Symbol.asyncDispose]()));
  });
  const starts = requests.map((request) => async (shared: Job) => {
    started.push(await supervise(request, shared));
  });
  await together(job, starts);
  return started;
}
