import { createServer, ServerResponse, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import {
  codeOf,
  failure,
  formatAddress,
  listenOn,
  messageOf,
  type Address,
  type FlexbuildError,
} from '../core/index.ts';
import type { Call, FrontEndContext } from './call.ts';
import { serve } from './exchange.ts';
import { flexLimits } from './limits.ts';
import type { FrontEnd, FrontEndLimits, FrontEndOptions } from './types.ts';
import { createConnectionPool } from './upstream/pool.ts';

/**
 * Starts App Engine's front end: HTTP/1.1 from clients, with App Engine's header rules and limits, to the instances that
 * `options.route` names. Resolves when it listens. Throws FB5001 where the port is in use, FB5002 where the address
 * cannot be listened on for another reason.
 */
export async function startFrontEnd(options: FrontEndOptions): Promise<FrontEnd> {
  const limits = { ...flexLimits, ...options.limits };
  const pool = createConnectionPool(limits);
  const calls = createOpenCalls();
  const context: FrontEndContext = { options, limits, pool, isDraining: calls.isDraining, ...calls.books };
  const server = createHttpServer(limits, context);
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const address = await listenOn(server, options.listen).catch((cause: unknown) => {
    throw listenFailure(cause, options.listen);
  });

  return {
    address,
    url: `http://${formatAddress(reachable(address))}`,
    drain: ({ graceMs }) => {
      server.close();
      return calls.drain({ graceMs, closeIdle: () => server.closeIdleConnections() });
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      calls.cutOff();
      pool[Symbol.dispose]();
      await closed;
    },
  };
}

function createHttpServer(limits: FrontEndLimits, context: FrontEndContext): Server {
  const server = createServer(
    {
      // Its strictness is what stands between two requests and one smuggled in the other.
      insecureHTTPParser: false,
      maxHeaderSize: limits.requestHeadBytes,
      requestTimeout: limits.requestTimeoutMs,
      // nginx's; node's own 5 s would close on clients that think for a moment.
      keepAliveTimeout: 75_000,
      noDelay: true,
      shouldUpgradeCallback: isUpgrade,
    },
    (request, response) => serve({ request, response, expectsContinue: false, upgrade: null }, context),
  );
  // Beyond its default of 2,000 node drops headers in silence; the size of the head is limit enough.
  server.maxHeadersCount = 0;
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    serve({ request, response, expectsContinue: true, upgrade: null }, context),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
    serveUpgrade({ request, socket, head }, context),
  );
  server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return server;
}

/** Upgrades that carry a body, or lead to HTTP/2 without TLS, are answered as plain requests: a server may ignore Upgrade. */
function isUpgrade({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' &&
    headers.upgrade?.toLowerCase() !== 'h2c' &&
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length'] ?? 0) === 0
  );
}

interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
}

/** The app may decline with any answer, so there is a response to put it into: the last one on this connection. */
function serveUpgrade({ request, socket, head }: UpgradeRequest, context: FrontEndContext): void {
  socket.on('error', () => undefined);
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => {
    response.detachSocket(socket);
    socket.destroySoon();
    response.emit('close');
  });
  serve({ request, response, expectsContinue: false, upgrade: { socket, head } }, context);
}

/** The requests under way: what draining waits for, and disposing cuts off. */
function createOpenCalls() {
  const open = new Set<Call>();
  let draining: { readonly closeIdle: () => void; readonly done: () => void } | null = null;

  return {
    isDraining: () => draining !== null,
    books: {
      opened: (call: Call) => void open.add(call),
      closed: (call: Call) => {
        open.delete(call);
        if (draining === null) return;
        // Its connection counts as idle only when node is through with it.
        setImmediate(draining.closeIdle);
        if (open.size === 0) draining.done();
      },
    },
    drain: ({ graceMs, closeIdle }: { readonly graceMs: number; readonly closeIdle: () => void }) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, graceMs);
        const done = () => {
          clearTimeout(timer);
          resolve();
        };
        draining = { closeIdle, done };
        if (open.size === 0) done();
      }),
    /** Upgraded connections are no longer the server's to close. */
    cutOff: () => {
      for (const { incoming } of open) incoming.upgrade?.socket.destroy();
    },
  };
}

function listenFailure(cause: unknown, address: Address): FlexbuildError {
  const where = formatAddress(address);
  const code = codeOf(cause);
  if (code === 'EADDRINUSE') {
    return failure(
      {
        code: 'FB5001',
        message: `the front end cannot listen on ${where}: the port is in use`,
        hint: `Stop what listens on port ${address.port}, or choose another port with --port (0 takes a free one).`,
      },
      { cause },
    );
  }
  return failure(
    {
      code: 'FB5002',
      message: `the front end cannot listen on ${where} (${code ?? messageOf(cause)})`,
      hint: 'Choose an address of this machine and a port above 1023.',
    },
    { cause },
  );
}

/** Where a browser finds what listens on every address. */
function reachable({ host, port }: Address): Address {
  return { host: host === '0.0.0.0' || host === '::' ? 'localhost' : host, port };
}
