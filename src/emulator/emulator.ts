import { randomBytes } from 'node:crypto';
import type { Job } from '../core/index.ts';
import { startFrontEnd, type FrontEndOptions } from '../frontend/index.ts';
import type { Prepared } from '../hosts/index.ts';
import { startMetadataServer } from '../metadata/index.ts';
import { instanceEnvironment } from '../plan/index.ts';
import { checkDeskEnvironment } from './environment.ts';
import { versionIdentity } from './identity.ts';
import { serviceRouter } from './router.ts';
import { runningEmulator } from './running.ts';
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
  await checkPort(options);
  const prepared = await prepare({ options, made }, job);
  const instances = await startInstances(
    { requests: instanceRequests({ options, prepared }, job), made },
    job,
  );
  const statuses = () => instances.map((one) => one.status());
  const frontEnd = await startFrontEnd({
    ...frontEndOptions(options),
    route: serviceRouter({
      services: servicesOf(options),
      instances: (service) => statuses().filter((status) => status.service === service),
    }),
    onRequest: (record) => job.notify({ kind: 'request', record }),
  });
  made.use(frontEnd);
  job.notify({ kind: 'listening', what: 'front-end', url: frontEnd.url });
  const state = () => ({ url: frontEnd.url, project: options.app.project, instances: statuses() });
  return runningEmulator({ frontEnd, instances, state, made: made.move() });
}

/** A port in use is said before anything is built, and not after. */
async function checkPort(options: EmulatorOptions): Promise<void> {
  if (options.frontEnd.listen.port === 0) return;
  const route = () => ({ kind: 'unavailable' as const, status: 503 as const, reason: 'the app is starting' });
  const probe = await startFrontEnd({ ...frontEndOptions(options), route });
  await probe[Symbol.asyncDispose]();
}

function frontEndOptions({ app, frontEnd }: EmulatorOptions): Omit<FrontEndOptions, 'route' | 'onRequest'> {
  return { ...frontEnd, defaultHostname: `${app.project}.${regionCode(app.region)}.r.appspot.com` };
}

/** The metadata server and the images, at the same time: neither needs the other, and instances need both. */
async function prepare(
  { options, made }: { readonly options: EmulatorOptions; readonly made: AsyncDisposableStack },
  job: Job,
): Promise<readonly Prepared[]> {
  const { plans, host } = options;
  const prepared = await together<Prepared | null>(job, [
    (shared) => connectMetadata({ options, made }, shared).then(() => null),
    ...plans.map((plan) => (shared: Job) => host.prepare(plan, shared)),
  ]);
  return prepared.filter((one) => one !== null);
}

async function connectMetadata(
  { options, made }: { readonly options: EmulatorOptions; readonly made: AsyncDisposableStack },
  job: Job,
): Promise<void> {
  const { host, tokens } = options;
  const secret = randomBytes(24).toString('base64url');
  const server = await startMetadataServer({
    listen: host.metadataListenAddress(),
    secret,
    identify: (caller) => host.identify(caller),
    ...(tokens === null ? {} : { tokens }),
  });
  made.use(server);
  await host.connectMetadata({ address: server.address, secret }, job);
}

/** What to start: on a desk one instance of each service, unless more are asked for. */
function instanceRequests(
  { options, prepared }: { readonly options: EmulatorOptions; readonly prepared: readonly Prepared[] },
  job: Job,
): readonly InstanceRequest[] {
  const { app, host, env: desk, now } = options;
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
    const version = versionIdentity({ app, plan, now });
    return Array.from({ length: count }, (_, index) => {
      const identity = version.instance(index);
      return { host, prepared: one, identity, env: { ...instanceEnvironment(plan, identity), ...desk } };
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

function servicesOf({ plans: [first, ...rest] }: EmulatorOptions): readonly [string, ...string[]] {
  return [first.service, ...rest.map((plan) => plan.service)];
}

/** The part of a default host name that stands for the region: `uc` for us-central1. */
const regionCodes: Readonly<Record<string, string>> = {
  'us-central1': 'uc',
  'us-east1': 'ue',
  'us-east4': 'uk',
  'europe-west1': 'ew',
  'asia-northeast1': 'an',
};

function regionCode(region: string): string {
  return regionCodes[region] ?? region;
}
