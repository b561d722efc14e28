import type { Job } from '../../core/index.ts';
import { checkWorkerPorts, startFrontEnd } from '../../frontend/index.ts';
import { appRouter } from '../router.ts';
import type { EmulatorOptions } from '../types.ts';
import { frontEndOptions, reportingOptions } from './options.ts';
import type { AppFrontEnd, AppFrontEndRequest } from './types.ts';

/** Opens the app to requests, and reports and counts each of them. */
export async function openFrontEnd(request: AppFrontEndRequest, job: Job): Promise<AppFrontEnd> {
  const { workers } = request.options.frontEnd;
  const frontEnd = await (workers === 1 ? openHere(request, job) : openWorkers(request, job));
  const { secure } = frontEnd;
  // The plain address comes last: it is what tells that the app is open to requests.
  if (secure !== null) job.notify({ kind: 'listening', what: 'front-end-tls', url: secure.url });
  job.notify({ kind: 'listening', what: 'front-end', url: frontEnd.url });
  return frontEnd;
}

async function openHere(request: AppFrontEndRequest, job: Job): Promise<AppFrontEnd> {
  const frontEnd = await startFrontEnd({
    ...reportingOptions(request, job),
    route: appRouter(request.routing),
    recognise: (fields) => request.trusted.recognise(fields),
  });
  return { ...frontEnd, senders: frontEnd.address, instancesChanged: () => undefined };
}

async function openWorkers(request: AppFrontEndRequest, job: Job): Promise<AppFrontEnd> {
  // Most apps are served by one process.
  const { openInWorkers } = await import('./open-in-workers.ts');
  return await openInWorkers(request, job);
}

/** A port in use, or one that workers cannot share here, is said before anything is built, and not after. */
export async function checkPorts(options: EmulatorOptions): Promise<void> {
  const { listen, tls, workers } = options.frontEnd;
  if (workers > 1) await checkWorkerPorts({ listen, tls });
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
