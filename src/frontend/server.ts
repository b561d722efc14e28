import type { Server } from 'node:http';
import {
  codeOf,
  failure,
  formatAddress,
  listenOn,
  messageOf,
  type Address,
  type FlexbuildError,
} from '../core/index.ts';
import { expire, type FrontEndContext } from './call.ts';
import { createBlockStock } from './block-stock.ts';
import { createHttpServer } from './http-server.ts';
import { flexLimits } from './limits.ts';
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
  const address = await listenOn(server, options.listen).catch((cause: unknown) => {
    throw listenFailure(cause, options.listen);
  });
  const secure = await secureSideOf({ options, context, server });

  return {
    address,
    url: `http://${formatAddress(reachable(address))}`,
    secure: secure && {
      address: secure.address,
      url: `https://${formatAddress(reachable(secure.address))}`,
    },
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
  const { tls } = options;
  if (!tls) return null;
  // Most front ends are plain, and node:tls and node:http2 are slow to load.
  const { startSecureSide } = await import('./tls/secure-side.ts');
  try {
    return await startSecureSide({ tls, http1: server, context });
  } catch (cause) {
    server.close();
    context.pool[Symbol.dispose]();
    throw listenFailure(cause, tls.listen, 'https');
  }
}

/** The flag of the port, and the code for a port in use, by what would listen there. */
const listeners = {
  http: { flag: '--port', inUse: 'FB5001' },
  https: { flag: '--https=PORT', inUse: 'FB5031' },
} as const;

function listenFailure(
  cause: unknown,
  address: Address,
  listener: keyof typeof listeners = 'http',
): FlexbuildError {
  const where = formatAddress(address);
  const code = codeOf(cause);
  const { flag, inUse } = listeners[listener];
  if (code === 'EADDRINUSE') {
    return failure(
      {
        code: inUse,
        message: `the front end cannot listen on ${where}: the port is in use`,
        hint: `Stop what listens on port ${address.port}, or choose another port with ${flag} (0 takes a free one).`,
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
