import { otherProgram, type Job } from '../../core/index.ts';
import { startFrontEnd, startFrontEndWorkers } from '../../frontend/index.ts';
import { appRouter, type AppRouting } from '../router.ts';
import { reportingOptions } from './options.ts';
import type { AppFrontEnd, AppFrontEndRequest } from './types.ts';

/** Has several processes serve the app; what they report comes together here. */
export async function openInWorkers(request: AppFrontEndRequest, job: Job): Promise<AppFrontEnd> {
  const { options, routing, trusted } = request;
  const reporting = reportingOptions(request, job);
  await using made = new AsyncDisposableStack();
  const workers = made.use(
    await startFrontEndWorkers<AppRouting>({
      ...reporting,
      workers: options.frontEnd.workers,
      program: otherProgram('front-end-worker'),
      routing: routing(),
      onWorkerEnd: (diagnostic) => job.notify({ kind: 'diagnostic', diagnostic }),
    }),
  );
  // Only this process knows the tickets of trusted senders, so it serves them itself.
  const forSenders = made.use(
    await startFrontEnd({
      ...reporting,
      listen: { host: '127.0.0.1', port: 0 },
      tls: null,
      route: appRouter(routing),
      recognise: (fields) => trusted.recognise(fields),
    }),
  );
  const kept = made.move();
  return {
    ...workers,
    senders: forSenders.address,
    instancesChanged: () => workers.route(routing()),
    async drain(grace) {
      await Promise.all([workers.drain(grace), forSenders.drain(grace)]);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
