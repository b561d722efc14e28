import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
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
import { fakeTokens, keptTokens } from './access-tokens.ts';
import { errorPage, escaped, everyHeader, type Answer } from './answers.ts';
import { identityTokens } from './identity-tokens.ts';
import { readPreamble } from './preamble.ts';
import { respond } from './respond.ts';
import type { Responder } from './responder.ts';
import { treeOf } from './tree.ts';
import type { MetadataLimits, MetadataServer, MetadataServerOptions } from './types.ts';

const usualLimits: MetadataLimits = { preambleMs: 5_000, requestMs: 10_000, idleMs: 600_000 };

/**
 * Starts a Compute Engine metadata server for the instances that `identify` knows. It answers as
 * https://cloud.google.com/compute/docs/metadata/querying-metadata says; `docs/fidelity.md` lists what it leaves out.
 * Throws FB5201 where it cannot listen.
 */
export async function startMetadataServer(options: MetadataServerOptions): Promise<MetadataServer> {
  const { listen, secret, now = Date.now } = options;
  const limits = { ...usualLimits, ...options.limits };
  const signer = identityTokens();
  const tokens = keptTokens(options.tokens ?? fakeTokens(now), now);
  const responderFor = rememberingResponders((identity) => ({
    identity,
    createdSec: Math.floor(now() / 1000),
    tree: treeOf(identity),
    tokens,
    identityTokens: signer,
    now,
  }));
  const callers = new WeakMap<Socket, string>();
  const server = createServer(httpOptions(limits), (request, response) => {
    const caller = callers.get(request.socket) ?? '';
    const identity = options.identify(caller);
    if (identity === null) send(response, stranger(caller));
    else answer(request, response, responderFor(identity));
  });
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
    jwks: () => signer.jwks(),
    [Symbol.asyncDispose]: () => closed(server, sockets),
  };
}

function httpOptions({ requestMs, idleMs }: MetadataLimits) {
  return {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1_000, requestMs / 4),
    keepAliveTimeout: idleMs,
    // Google's server answers without one; Node's own refusal would lack the headers that clients look for.
    requireHostHeader: false,
  };
}

/** One responder for each identity, so that its tree is built once and its birth stays the same. */
function rememberingResponders(make: (identity: InstanceIdentity) => Responder) {
  const known = new WeakMap<InstanceIdentity, Responder>();
  return (identity: InstanceIdentity): Responder => {
    const responder = known.get(identity) ?? make(identity);
    known.set(identity, responder);
    return responder;
  };
}

function stranger(caller: string): Answer {
  return errorPage(403, `flexbuild knows no instance at <code>${escaped(caller)}</code>.`);
}

function answer(request: IncomingMessage, response: ServerResponse, responder: Responder): void {
  const { method = 'GET', url = '/', headers } = request;
  const made = respond({ method, target: url, headers }, responder);
  if (!(made instanceof Promise)) {
    send(response, made);
    return;
  }
  made.then(
    (ready) => send(response, ready),
    (cause: unknown) => send(response, errorPage(503, escaped(messageOf(cause)))),
  );
}

/** As node:http takes them fastest: names and values in turn. */
const rawHeaders: readonly string[] = everyHeader.flat();

function send(response: ServerResponse, { status, contentType, body, headers }: Answer): void {
  // Google's server does not announce that a connection stays open.
  if (response.shouldKeepAlive) response.removeHeader('Connection');
  const raw = [...rawHeaders, 'Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body))];
  for (const [name, value] of headers) raw.push(name, value);
  response.writeHead(status, raw);
  response.end(body);
}

/** What node:http cannot parse, or has waited for too long, never becomes a request. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const statuses: Record<string, 408 | 431> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };
  const { status, contentType, body } = errorPage(
    statuses[error.code ?? ''] ?? 400,
    'Your client has issued a malformed or illegal request.',
  );
  const headers = [
    ...everyHeader,
    ['Content-Type', contentType],
    ['Content-Length', Buffer.byteLength(body)],
    ['Connection', 'close'],
  ];
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** node:http's own listener for connections comes off the server, and is called once the forwarder's line has been read. */
function askForPreamble({
  server,
  secret,
  timeoutMs,
  seen,
}: {
  readonly server: Server;
  readonly secret: string;
  readonly timeoutMs: number;
  readonly seen: (socket: Socket, caller: string) => void;
}): void {
  const serve = server.listeners('connection');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const accept = (caller: string) => {
      seen(socket, caller);
      for (const listener of serve) listener.call(server, socket);
    };
    readPreamble({ socket, secret, timeoutMs, accept });
  });
}

function openSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

function listenFailure(cause: unknown, address: Address): FlexbuildError {
  const code = codeOf(cause) ?? messageOf(cause);
  const message = `the metadata server cannot listen on ${formatAddress(address)} (${code})`;
  return failure({ code: 'FB5201', message, hint: hints[code] ?? usualHint }, { cause });
}

async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const over = new Promise((resolve) => server.once('close', resolve));
  server.close();
  for (const socket of sockets) socket.destroy();
  await over;
}

const hints: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Stop what listens there, or use port 0 for a free one.',
  EACCES: 'Use a port from 1024 on, or 0 for a free one.',
};
const usualHint = 'Use an address that this machine has.';
