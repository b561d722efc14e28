import type { Server } from 'node:http';
import { listenOn } from '../core/index.ts';
import { expire, type FrontEndContext } from './call.ts';
import { createBlockStock } from './block-stock.ts';
import { createHttpServer } from './http-server.ts';
import { flexLimits } from './limits.ts';
import { listenFailure, urlOf } from './listening.ts';
import { placeFinder } from './places.ts';
import { createRandomHex } from './rules/random-hex.ts';
import { createOpenCalls } from './open-calls.ts';
import type { SecureSide } from './tls/secure-side.ts';
import type { FrontEnd, FrontEndOptions } from './types.ts';
import { createConnectionPool } from './upstream/pool.ts';

/**
 * Starts App Engine's front end: HTTP/1.1 from clients, with App Engine's header rules and limits, to the instances that
 * `options.route` names. Resolves when it listens. Throws FB5001 where the port is in use, FB5002 where the address
 * cannot be listened on for another reason.
 */
export async function startFrontEnd(options: FrontEndOptions): Promise<FrontEnd> {
  const limits = { ...flexLimits, ...options.limits };
  const pool = createConnectionPool(limits);
  const calls = createOpenCalls({ timeoutMs: limits.requestTimeoutMs, expire });
  const context: FrontEndContext = {
    options,
    limits,
    pool,
    calls,
    placeOf: placeFinder(options.places ?? []),
    randomHex: createRandomHex(),
    stock: createBlockStock(Math.max(limits.responseBlockBytes, leastBlockBytes)),
  };
  const server = createHttpServer(context);
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  const { listen, shared = false } = options;
  const address = await listenOn(server, listen, { shared }).catch((cause: unknown) => {
    throw listenFailure(cause, { address: listen, listener: 'http' });
  });
  const secure = await secureSideOf({ options, context, server });

  return {
    address,
    url: urlOf('http', address),
    secure: secure && { address: secure.address, url: urlOf('https', secure.address) },
    drain: ({ graceMs }) => {
      server.close();
      secure?.drain();
      return calls.drain({ graceMs, closeIdle: () => server.closeIdleConnections() });
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      calls.cutOff();
      pool[Symbol.dispose]();
      await secure?.[Symbol.asyncDispose]();
      await closed;
    },
  };
}

/** What is passed on without waiting for a whole block still comes in large pieces. */
const leastBlockBytes = 64 * 1024;

interface Listening {
  readonly options: FrontEndOptions;
  readonly context: FrontEndContext;
  readonly server: Server;
}

async function secureSideOf({ options, context, server }: Listening): Promise<SecureSide | null> {
  const { tls, shared = false } = options;
  if (!tls) return null;
  // Most front ends are plain, and node:tls and node:http2 are slow to load.
  const { startSecureSide } = await import('./tls/secure-side.ts');
  try {
    return await startSecureSide({ tls, shared, http1: server, context });
  } catch (cause) {
    server.close();
    context.pool[Symbol.dispose]();
    throw listenFailure(cause, { address: tls.listen, listener: 'https' });
  }
}
