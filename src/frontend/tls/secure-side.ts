import type { Server } from 'node:http';
import { once } from 'node:events';
import { listenOn, type Address } from '../../core/index.ts';
import type { FrontEndContext } from '../call.ts';
import { createHttp2Connections } from '../http2/connections.ts';
import type { TlsOptions } from '../types.ts';
import { createSecureServer } from './secure-server.ts';

/** The part of a front end that its clients reach over TLS. */
export interface SecureSide extends AsyncDisposable {
  readonly address: Address;
  /** No new connections, no new HTTP/2 streams; HTTP/1.1 connections are the plain server's to close. */
  drain(): void;
}

interface SecureSideOptions {
  readonly tls: TlsOptions;
  /** Other processes listen there as well. */
  readonly shared: boolean;
  /** Serves what speaks HTTP/1.1, with the same parser and limits as without TLS. */
  readonly http1: Server;
  readonly context: FrontEndContext;
}

/** Listens with TLS. Rejects with the system's error. */
export async function startSecureSide({
  tls,
  shared,
  http1,
  context,
}: SecureSideOptions): Promise<SecureSide> {
  const http2 = createHttp2Connections(context);
  const { server, destroyConnections } = createSecureServer({
    certificates: tls.certificates,
    ...(tls.ticketKeys && { ticketKeys: tls.ticketKeys }),
    http1: (socket) => http1.emit('connection', socket),
    http2: (socket) => http2.accept(socket),
  });
  const address = await listenOn(server, tls.listen, { shared });
  const closed = once(server, 'close');
  return {
    address,
    drain() {
      server.close();
      http2.drain();
    },
    async [Symbol.asyncDispose]() {
      server.close();
      http2.destroy();
      destroyConnections();
      await closed;
    },
  };
}
