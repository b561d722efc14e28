import {
  createServer,
  ServerResponse,
  type IncomingMessage,
  type Server,
  type ServerOptions,
} from 'node:http';
import type { Socket } from 'node:net';
import type { FrontEndContext } from './call.ts';
import type { ClientUpgrade } from './client.ts';
import { serve } from './exchange.ts';
import { refuseInvalid } from './refuse-invalid.ts';
import type { FrontEndLimits } from './types.ts';

/** A server for HTTP/1.1 that hands its requests to the exchange; it does not listen yet. */
export function createHttpServer(context: FrontEndContext): Server {
  const server = createServer(httpOptions(context.limits));
  // Beyond its default of 2,000 node drops headers in silence; the size of the head is limit enough.
  server.maxHeadersCount = 0;
  answerRequests(server, context);
  return server;
}

/** What node's own parser and server see to, over TLS as well. */
function httpOptions(limits: FrontEndLimits): ServerOptions {
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
    shouldUpgradeCallback: isUpgrade,
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
  server.on('request', (request, response) =>
    serve({ request, response, expectsContinue: false, upgrade: null }, context),
  );
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    serve({ request, response, expectsContinue: true, upgrade: null }, context),
  );
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) =>
    serveUpgrade({ request, socket, head }, context),
  );
  server.on('clientError', (error, socket) => refuseInvalid({ error, socket }, context));
  server.on('connect', (_request, socket) => {
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
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
