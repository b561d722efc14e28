import { formatAddress, type Address } from '../../core/index.ts';
import type { FrontEndLimits } from '../types.ts';
import { openConnection, type Connection } from './connection.ts';
import type { Exchange, ExchangeEvents, UpstreamRequest } from './types.ts';

/** Keep-alive connections to instances, by address. Disposing closes them all. */
export interface ConnectionPool extends Disposable {
  /** Sends a request to the instance at `address`, over an idle connection where there is one. */
  open(address: Address, request: UpstreamRequest, events: ExchangeEvents): Exchange;
}

/**
 * Servers close idle connections at moments of their own, gunicorn after 2 s by default. A request sent at that moment is lost,
 * so ours are closed first.
 */
const idleMs = 1_500;

/** RFC 9110 §9.2.2: sending one of these twice does what sending it once does. */
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

interface Idle {
  readonly connection: Connection;
  readonly sinceMs: number;
}

/** A pool without connections yet. */
export function createConnectionPool(limits: FrontEndLimits): ConnectionPool {
  const open = new Set<Connection>();
  const idle = new Map<string, Idle[]>();
  const sweep = setInterval(closeLongIdle, idleMs).unref();

  return {
    open(address, request, events) {
      const reused = takeIdle(address);
      if (reused === null) return connectTo(address).begin(request, events);
      if (!idempotent.has(request.method)) return reused.begin(request, events);
      return withSecondTry({ address, request, events, reused });
    },
    [Symbol.dispose]() {
      clearInterval(sweep);
      for (const connection of open) connection.destroy();
    },
  };

  /** The most recently used one: it is the least likely to be closed just now. */
  function takeIdle(address: Address): Connection | null {
    const newest = idle.get(formatAddress(address))?.pop();
    if (newest === undefined) return null;
    if (performance.now() - newest.sinceMs < idleMs) return newest.connection;
    newest.connection.destroy();
    return null;
  }

  function connectTo(address: Address): Connection {
    const key = formatAddress(address);
    const connection = openConnection({
      address,
      limits,
      released: () => {
        const others = idle.get(key);
        const entry = { connection, sinceMs: performance.now() };
        if (others === undefined) idle.set(key, [entry]);
        else others.push(entry);
      },
      gone: () => {
        open.delete(connection);
        removeIdle(key, (entry) => entry.connection === connection);
      },
    });
    open.add(connection);
    return connection;
  }

  /** The instance may have closed the idle connection before it saw the request: then, and only then, once more on a new one. */
  function withSecondTry({ address, request, events, reused }: SecondTry): Exchange {
    let bodyTaken = false;
    let exchange = reused.begin(request, {
      ...events,
      failed: (failure) => {
        if (failure.kind !== 'closed-early' || bodyTaken) events.failed(failure);
        else exchange = connectTo(address).begin(request, events);
      },
    });
    return {
      write: (chunk) => {
        bodyTaken = true;
        return exchange.write(chunk);
      },
      end: () => {
        bodyTaken ||= request.body !== 'none';
        exchange.end();
      },
      resume: () => exchange.resume(),
      abort: () => exchange.abort(),
    };
  }

  function closeLongIdle(): void {
    const now = performance.now();
    for (const entries of [...idle.values()]) {
      for (const { connection, sinceMs } of [...entries]) {
        if (now - sinceMs >= idleMs) connection.destroy();
      }
    }
  }

  function removeIdle(key: string, unwanted: (entry: Idle) => boolean): void {
    const left = idle.get(key)?.filter((entry) => !unwanted(entry)) ?? [];
    if (left.length > 0) idle.set(key, left);
    else idle.delete(key);
  }
}

interface SecondTry {
  readonly address: Address;
  readonly request: UpstreamRequest;
  readonly events: ExchangeEvents;
  readonly reused: Connection;
}
