import {
  createServer,
  ServerResponse,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { Socket } from 'node:net';
import type { FrontEndContext, Incoming } from './call.ts';
import type { ClientUpgrade } from './client.ts';
import { serve } from './exchange.ts';
import { refuseConnect, refuseInvalid } from './refuse-invalid.ts';

/** A server for HTTP/1.1 that hands its requests to the exchange; it does not listen yet. */
export function createHttpServer(context: FrontEndContext): Server {
  const server = createServer(httpOptions(context));
  // Beyond its default of 2,000 node drops headers in silence; the size of the head is limit enough.
  server.maxHeadersCount = 0;
  answerRequests(server, context);
  return server;
}

/** What node's own parser and server see to, over TLS as well. */
function httpOptions(context: FrontEndContext): ServerOptions {
  const { limits } = context;
  return {
    // Its strictness is what stands between two requests and one smuggled in the other.
    insecureHTTPParser: false,
    // The front end asks for one itself, and says so in words.
    requireHostHeader: false,
    maxHeaderSize: limits.requestHeadBytes,
    headersTimeout: finiteMs(limits.requestHeadMs),
    connectionsCheckingInterval: Math.min(checkIntervalMs, limits.requestHeadMs),
    // The front end sees to the time that a whole request may take.
    requestTimeout: 0,
    // nginx's; node's own 5 s would close on clients that think for a moment.
    keepAliveTimeout: 75_000,
    noDelay: true,
    shouldUpgradeCallback: (request) => isUpgrade(request, context),
  };
}

/** node's own default: how often it looks for heads that take too long. */
const checkIntervalMs = 30_000;

/** For node 0 is what Infinity is here. */
function finiteMs(ms: number): number {
  return ms === Infinity ? 0 : ms;
}

/** Takes everything that such a server, with TLS or without, has to be told what to do about. */
function answerRequests(server: Server, context: FrontEndContext): void {
  const serveAtOnce = (request: IncomingMessage, response: ServerResponse) =>
    serveInTurn({ request, response, expectsContinue: false, upgrade: null }, context);
  server.on('request', serveAtOnce);
  // What is expected beside a 100 is nothing to nginx; node would answer 417.
  server.on('checkExpectation', serveAtOnce);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    serveInTurn({ request, response, expectsContinue: true, upgrade: null }, context),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
    serveUpgrade({ request, socket, head }, context),
  );
  server.on('clientError', (error, socket: Socket) => refuseInvalid({ error, socket }, context));
  server.on('connect', (request, socket: Socket) => refuseConnect({ request, socket }, context));
}

/**
 * What a client sends behind a request waits for that one's answer, as it does at nginx: it may ask for what the first is to
 * change (RFC 9112 §9.3.2). Until then node gives its response no socket.
 */
function serveInTurn(incoming: Incoming & { readonly response: ServerResponse }, context: FrontEndContext) {
  const { response } = incoming;
  if (response.socket === null) response.once('socket', () => serve(incoming, context));
  else serve(incoming, context);
}

/**
 * Upgrades that carry a body, lead to HTTP/2 without TLS, or come behind a request that has no answer yet, are answered as
 * plain requests: a server may ignore Upgrade.
 */
function isUpgrade({ method, headers, socket }: IncomingMessage, { calls }: FrontEndContext): boolean {
  return (
    method === 'GET' &&
    calls.newestOn(socket) === null &&
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
  const upgrade: ClientUpgrade = {
    socket,
    head,
    accept({ protocol, reason, fields }) {
      response.detachSocket(socket);
      let text = `HTTP/1.1 101 ${reason}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n`;
      for (const { name, value } of fields) text += `${name}: ${value}\r\n`;
      socket.write(`${text}\r\n`, 'latin1');
    },
  };
  serve({ request, response, expectsContinue: false, upgrade }, context);
}
