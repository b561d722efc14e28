import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  codeOf,
  failure,
  formatAddress,
  listenOn,
  messageOf,
  type Address,
  type FlexbuildError,
  type InstanceIdentity,
} from '../core/index.ts';
import { errorPage, escaped, type Answer } from './answers.ts';
import { askForPreamble, closed, httpOptions, openSockets } from './connections.ts';
import { respond } from './respond.ts';
import { startResponders } from './responders.ts';
import { refuseMalformed, send } from './send.ts';
import type { AnsweredRequest, MetadataLimits, MetadataServer, MetadataServerOptions } from './types.ts';

const usualLimits: MetadataLimits = {
  preambleMs: 5_000,
  requestMs: 10_000,
  idleMs: 600_000,
  slowMs: 4_000,
};

/**
 * Starts a Compute Engine metadata server for the instances that `identify` knows. It answers as
 * https://cloud.google.com/compute/docs/metadata/querying-metadata says; `docs/fidelity.md` lists what it leaves out.
 * Throws FB5201 where it cannot listen, FB5210 and FB5211 for project metadata that Compute Engine would not take.
 */
export async function startMetadataServer(options: MetadataServerOptions): Promise<MetadataServer> {
  const { listen, secret, faults = [] } = options;
  const limits = { ...usualLimits, ...options.limits };
  const { responderFor, values, identityTokens } = startResponders(options);
  const callers = new WeakMap<Socket, string>();
  const answerTo = (request: IncomingMessage, response: ServerResponse): Answer | Promise<Answer> => {
    const caller = callers.get(request.socket) ?? '';
    const identity = options.identify(caller);
    if (identity === null) return stranger(caller);
    const { method = 'GET', url: target = '/', headers } = request;
    if (options.onRequest) {
      response.once('finish', () => options.onRequest?.(answered(request, response, identity)));
    }
    return respond({ method, target, headers, gone: () => endOf(response) }, responderFor(identity));
  };
  const answerLate = (request: IncomingMessage, response: ServerResponse): Promise<Answer> =>
    delay(limits.slowMs, null, { ref: false }).then(() => answerTo(request, response));
  const made = faults.includes('metadata-slow') ? answerLate : answerTo;
  const server = createServer(httpOptions(limits), (request, response) =>
    sendOnceMade(response, made(request, response)),
  );
  server.on('clientError', refuseMalformed);
  if (secret !== null) {
    askForPreamble({
      server,
      secret,
      timeoutMs: limits.preambleMs,
      seen: (socket, caller) => callers.set(socket, caller),
    });
  }
  const sockets = openSockets(server);
  const address = await listenOn(server, listen).catch((cause: unknown) => {
    throw listenFailure(cause, listen);
  });
  return {
    address,
    jwks: () => identityTokens.jwks(),
    set: (path, value) => values.set(path, value),
    delete: (path) => values.delete(path),
    get: (path) => values.get(path),
    [Symbol.asyncDispose]: () => closed(server, sockets),
  };
}

function stranger(caller: string): Answer {
  return errorPage(403, `flexbuild knows no instance at <code>${escaped(caller)}</code>.`);
}

function answered(
  { method = 'GET', url = '/', headers }: IncomingMessage,
  { statusCode: status }: ServerResponse,
  { instance }: InstanceIdentity,
): AnsweredRequest {
  return { instance, method, url, flavored: headers['metadata-flavor'] === 'Google', status };
}

/** Aborts when nobody reads the response any more. */
function endOf(response: ServerResponse): AbortSignal {
  const ended = new AbortController();
  if (response.destroyed) ended.abort();
  else response.once('close', () => ended.abort());
  return ended.signal;
}

function sendOnceMade(response: ServerResponse, made: Answer | Promise<Answer>): void {
  if (!(made instanceof Promise)) {
    send(response, made);
    return;
  }
  made.then(
    (ready) => send(response, ready),
    (cause: unknown) => send(response, errorPage(503, escaped(messageOf(cause)))),
  );
}

function listenFailure(cause: unknown, address: Address): FlexbuildError {
  const code = codeOf(cause) ?? messageOf(cause);
  const message = `the metadata server cannot listen on ${formatAddress(address)} (${code})`;
  return failure({ code: 'FB5201', message, hint: hints[code] ?? usualHint }, { cause });
}

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop what listens there, or use port 0 for a free one.',
  EACCES: 'Use a port from 1024 on, or 0 for a free one.',
};
const usualHint = 'Use an address that this machine has.';
