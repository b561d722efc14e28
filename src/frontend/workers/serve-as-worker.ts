import { FlexbuildError, type RequestRecord } from '../../core/index.ts';
import { startFrontEnd } from '../server.ts';
import type { ForwardedRequest, FrontEnd, FrontEndOptions, Router } from '../types.ts';
import { createBatches, type Batches } from './batches.ts';
import { hostCertificates } from './host-certificates.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { createQuestions, type Questions } from './questions.ts';

/** Makes a worker's router of what the main process said last; asked for once, so that it can count turns. */
export type RouterFrom<Routing> = (current: () => Routing) => Router;

/** All that a worker's program does: serves with what `startFrontEndWorkers` sends, and ends when that process does. */
export function serveAsWorker<Routing>(routerFrom: RouterFrom<Routing>): void {
  // Ctrl-C reaches every process of a terminal; it is for the main one to say when workers end.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
  process.on('disconnect', () => process.exit());
  const link = linkToMain();
  let frontEnd: FrontEnd | null = null;
  let routing: Routing;
  process.on('message', (message) => void take(message as ToWorker<Routing>));

  async function take(message: ToWorker<Routing>): Promise<void> {
    switch (message.kind) {
      case 'start':
        routing = message.routing;
        frontEnd = await startReported(link, { ...message, route: routerFrom(() => routing) });
        return;
      case 'routing':
        routing = message.routing;
        return;
      case 'answer':
        link.questions.answered(message.id, message.value);
        return;
      case 'drain':
        await frontEnd?.drain(message);
        link.flush();
        link.send({ kind: 'drained' });
        return;
      case 'end':
        await frontEnd?.[Symbol.asyncDispose]();
        link.flush();
        link.send({ kind: 'ended' });
        return;
      default:
        message satisfies never;
    }
  }
}

/** What a worker has of the main process. */
interface Link {
  send(message: FromWorker): void;
  readonly questions: Questions;
  readonly requests: Batches<RequestRecord>;
  readonly forwarded: Batches<ForwardedRequest>;
  /** Sends what waits to be sent with more. */
  flush(): void;
}

function linkToMain(): Link {
  const send = (message: FromWorker): void => {
    // A main process that is gone hears nothing any more, and neither will this one do anything more.
    if (process.connected) process.send?.(message, undefined, {}, () => undefined);
  };
  const requests = createBatches<RequestRecord>((records) =>
    send({ kind: 'requests', json: JSON.stringify(records) }),
  );
  const forwarded = createBatches<ForwardedRequest>((some) => send({ kind: 'forwarded', requests: some }));
  return {
    send,
    questions: createQuestions((id, question) => send({ kind: 'question', id, question })),
    requests,
    forwarded,
    flush() {
      requests.flush();
      forwarded.flush();
    },
  };
}

interface Start {
  readonly settings: WorkerSettings;
  readonly route: Router;
}

async function startReported(link: Link, start: Start): Promise<FrontEnd | null> {
  try {
    const frontEnd = await startFrontEnd(optionsFor(link, start));
    const { address, secure } = frontEnd;
    link.send({ kind: 'listening', address, secure: secure?.address ?? null });
    return frontEnd;
  } catch (cause) {
    if (!(cause instanceof FlexbuildError)) throw cause;
    link.send({ kind: 'failed', diagnostics: cause.diagnostics });
    return null;
  }
}

function optionsFor(
  { questions, requests, forwarded }: Link,
  { settings: { reports, tls, ...settings }, route }: Start,
): FrontEndOptions {
  return {
    ...settings,
    route,
    shared: true,
    tls: tls && {
      listen: tls.listen,
      ticketKeys: tls.ticketKeys,
      certificates: hostCertificates(tls.standard, (host) => questions.ask('host', host)),
    },
    explain: (instance) => questions.ask('instance', instance),
    ...(reports.requests && { onRequest: (record) => requests.add(record) }),
    ...(reports.forwarded && { onForward: (request) => forwarded.add(request) }),
  };
}
