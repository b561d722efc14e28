import type { Job } from '../core/index.ts';
import {
  startFrontEnd,
  type Explanation,
  type FrontEnd,
  type FrontEndOptions,
  type Router,
  type Statistics,
  type TrustedSenders,
} from '../frontend/index.ts';
import { hostOf } from './host-names.ts';
import type { EmulatorOptions, InstanceStatus } from './types.ts';

interface AppFrontEnd {
  readonly options: EmulatorOptions;
  readonly route: Router;
  readonly explain: (instance: string) => Explanation | null;
  readonly instances: () => readonly InstanceStatus[];
  readonly trusted: TrustedSenders;
  readonly statistics: Statistics;
}

/** Opens the app to requests, and reports and counts each of them. */
export async function openFrontEnd(
  { options, route, explain, instances, trusted, statistics }: AppFrontEnd,
  job: Job,
): Promise<FrontEnd> {
  const frontEnd = await startFrontEnd({
    ...frontEndOptions(options),
    route,
    explain,
    recognise: (fields) => trusted.recognise(fields),
    onRequest(record) {
      const { service, version } = instances().find(({ instance }) => instance === record.instance) ?? nobody;
      statistics.count({ record, service, version });
      job.notify({ kind: 'request', record, service, version });
    },
  });
  const { secure } = frontEnd;
  // The plain address comes last: it is what tells that the app is open to requests.
  if (secure !== null) job.notify({ kind: 'listening', what: 'front-end-tls', url: secure.url });
  job.notify({ kind: 'listening', what: 'front-end', url: frontEnd.url });
  return frontEnd;
}

const nobody = { service: null, version: null };

/** A port in use is said before anything is built, and not after. */
export async function checkPorts(options: EmulatorOptions): Promise<void> {
  const { listen, tls } = options.frontEnd;
  if (listen.port === 0 && (tls?.listen.port ?? 0) === 0) return;
  const route = () => ({
    kind: 'unavailable' as const,
    status: 503 as const,
    reason: 'The app is starting.',
    instances: [],
  });
  const probe = await startFrontEnd({ ...frontEndOptions(options), route });
  await probe[Symbol.asyncDispose]();
}

function frontEndOptions(options: EmulatorOptions): Omit<FrontEndOptions, 'route'> {
  return { ...options.frontEnd, defaultHostname: hostOf(options.app, null) };
}
