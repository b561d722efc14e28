import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { failure, FlexbuildError, restartPauses, warning, type Diagnostic } from '../../core/index.ts';
import { urlOf } from '../listening.ts';
import type { Listening, WorkerSettings } from './messages.ts';
import { checkWorkerPorts } from './ports.ts';
import type { FrontEndWorkers, WorkersOptions } from './types.ts';
import { startWorker, type MainSide, type Worker, type WorkerEnd } from './worker.ts';

/**
 * Starts App Engine's front end in several processes, so that it can use several cores: the system spreads connections over
 * them. Resolves when all of them listen. Throws what `startFrontEnd` throws, FB5471 where a worker does not start, and
 * FB5472 where the system has no way to do this.
 */
export async function startFrontEndWorkers<Routing>(
  options: WorkersOptions<Routing>,
): Promise<FrontEndWorkers<Routing>> {
  await checkWorkerPorts(options);
  const over = new AbortController();
  const main = mainSideOf(options);
  const start = () => startWorker<Routing>(options.program, main);
  const workers = Array.from({ length: options.workers }, start);
  const asked = settingsOf(options);
  let { routing } = options;
  const listening = await listenTogether(workers, { settings: asked, routing }).catch(
    async (cause: unknown) => {
      await Promise.all(workers.map((one) => one.end()));
      throw cause;
    },
  );
  const { address, secure } = listening;
  const settings = listeningAt(asked, listening);
  const kept = workers.map((_, slot) => keep(slot));

  return {
    address,
    url: urlOf('http', address),
    secure: secure && { address: secure, url: urlOf('https', secure) },
    route(next) {
      routing = next;
      for (const one of workers) one.route(next);
    },
    async drain(grace) {
      over.abort();
      await Promise.all(workers.map((one) => one.drain(grace)));
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await Promise.all(kept);
      await Promise.all(workers.map((one) => one.end()));
    },
  };

  /** Sees to it that there is a worker in this place, as long as any are wanted. */
  async function keep(slot: number): Promise<void> {
    const pauses = restartPauses();
    const stopped = new Promise<null>((resolve) => {
      over.signal.addEventListener('abort', () => resolve(null));
    });
    for (;;) {
      const startedMs = performance.now();
      const end = await Promise.race([workers[slot]?.ended ?? null, stopped]);
      if (end === null) return;
      options.onWorkerEnd(endedWhileServing(end));
      await wait(pauses(performance.now() - startedMs), undefined, { signal: over.signal }).catch(() => null);
      if (over.signal.aborted) return;
      const next = start();
      workers[slot] = next;
      // Why it cannot listen is among its last lines.
      next.listen({ settings, routing }).catch(() => next.end());
    }
  }
}

/** The first one takes the port that there is, and the others come to it. */
async function listenTogether<Routing>(
  [first, ...rest]: readonly Worker<Routing>[],
  start: { readonly settings: WorkerSettings; readonly routing: Routing },
): Promise<Listening> {
  if (first === undefined) throw new TypeError('A front end has a worker at least');
  const listening = await started(first, start);
  const settings = listeningAt(start.settings, listening);
  await Promise.all(rest.map((one) => started(one, { ...start, settings })));
  return listening;
}

async function started<Routing>(
  worker: Worker<Routing>,
  start: { readonly settings: WorkerSettings; readonly routing: Routing },
): Promise<Listening> {
  try {
    return await worker.listen(start);
  } catch (cause) {
    if (cause instanceof FlexbuildError) throw cause;
    const { how, lines } = await worker.ended;
    throw failure(
      {
        code: 'FB5471',
        message: `a worker of the front end ended with ${how} before it listened`,
        hint: 'Leave --workers out, and report this with the lines below.',
        detail: lines,
      },
      { cause },
    );
  }
}

function endedWhileServing({ how, lines }: WorkerEnd): Diagnostic {
  return warning({
    code: 'FB5470',
    message: `a worker of the front end ended with ${how} and is started again; its open requests are lost`,
    hint: 'Report this with the lines below, unless you have ended it yourself.',
    detail: lines,
  });
}

function settingsOf<Routing>(options: WorkersOptions<Routing>): WorkerSettings {
  const { listen, tls, defaultHostname, places = [], limits = {}, onRequest, onForward } = options;
  return {
    listen,
    tls: tls
      ? {
          listen: tls.listen,
          standard: tls.certificates.standard,
          ticketKeys: tls.ticketKeys ?? randomBytes(48),
        }
      : null,
    defaultHostname,
    places,
    limits,
    reports: { requests: onRequest !== undefined, forwarded: onForward !== undefined },
  };
}

function listeningAt(settings: WorkerSettings, { address, secure }: Listening): WorkerSettings {
  const { tls } = settings;
  return { ...settings, listen: address, tls: tls && { ...tls, listen: secure ?? tls.listen } };
}

function mainSideOf<Routing>({ explain, tls, onRequest, onForward }: WorkersOptions<Routing>): MainSide {
  return {
    async answerTo({ about, name }) {
      if (about === 'instance') return (await explain?.(name)) ?? null;
      return (await tls?.certificates.forHost(name)) ?? null;
    },
    onRequests(records) {
      for (const record of records) onRequest?.(record);
    },
    onForwarded(requests) {
      for (const request of requests) onForward?.(request);
    },
  };
}
