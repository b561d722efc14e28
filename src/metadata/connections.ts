import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { readPreamble } from './preamble.ts';
import type { MetadataLimits } from './types.ts';

/** How node:http treats connections that keep it waiting. */
export function httpOptions({ requestMs, idleMs }: MetadataLimits) {
  return {
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: Math.min(1_000, requestMs / 4),
    keepAliveTimeout: idleMs,
    // Google's server answers without one; Node's own refusal would lack the headers that clients look for.
    requireHostHeader: false,
  };
}

/** node:http's own listener for connections comes off the server, and is called once the forwarder's line has been read. */
export function askForPreamble({
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

/** The server's connections, each from its first moment to its last. */
export function openSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/** Ends the server and all its connections at once. */
export async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const over = new Promise((resolve) => server.once('close', resolve));
  server.close();
  for (const socket of sockets) socket.destroy();
  await over;
}
