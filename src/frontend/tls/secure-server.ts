import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from 'node:tls';
import type { TlsOptions } from '../types.ts';
import type { ServerCertificates } from './server-certificates.ts';

/** A server that ends TLS, not listening yet; who speaks what over it is told by ALPN (RFC 7301). */
export interface SecureServer {
  readonly server: Server;
  /** Closes every connection at once, those in the middle of their handshake included. */
  readonly destroyConnections: () => void;
}

interface SecureServerOptions extends Pick<TlsOptions, 'ticketKeys'> {
  readonly certificates: ServerCertificates;
  readonly http1: (socket: TLSSocket) => void;
  readonly http2: (socket: TLSSocket) => void;
}

/** nginx's `client_header_timeout`, which its handshakes go by. */
const handshakeTimeoutMs = 60_000;

/** Ends TLS 1.2 and 1.3, and hands each connection to the server of the protocol that its client prefers. */
export function createSecureServer({
  certificates,
  http1,
  http2,
  ticketKeys,
}: SecureServerOptions): SecureServer {
  const { certificate: cert, key } = certificates.standard;
  const connections = new Set<Socket>();
  const server = createServer({
    cert,
    key,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['h2', 'http/1.1'],
    handshakeTimeout: handshakeTimeoutMs,
    ...(ticketKeys && { ticketKeys }),
    SNICallback: serverNameCallback(certificates),
    noDelay: true,
    // As node's HTTP server has it: a client that has said all it has to say may still be answered.
    allowHalfOpen: true,
  });
  server.on('connection', (socket: Socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
  });
  server.on('secureConnection', (socket) => {
    // Clients break connections off; whoever reads from it notices.
    socket.on('error', () => undefined);
    if (socket.alpnProtocol === 'h2') http2(socket);
    else http1(socket);
  });
  return {
    server,
    destroyConnections: () => {
      for (const socket of connections) socket.destroy();
    },
  };
}

type ServerNameCallback = (
  name: string,
  done: (error: Error | null, context?: SecureContext) => void,
) => void;

/** No context: the standard certificate. */
function serverNameCallback(certificates: ServerCertificates): ServerNameCallback {
  const contexts = new WeakMap<object, SecureContext>();
  return (name, done) => {
    certificates.forHost(name.toLowerCase()).then(
      (credentials) => done(null, credentials === null ? undefined : contextOf(credentials)),
      (cause: unknown) => done(cause as Error),
    );
  };

  function contextOf(credentials: { readonly certificate: string; readonly key: string }): SecureContext {
    const known = contexts.get(credentials);
    if (known !== undefined) return known;
    const context = createSecureContext({ cert: credentials.certificate, key: credentials.key });
    contexts.set(credentials, context);
    return context;
  }
}
