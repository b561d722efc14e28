import type { Address } from '../../core/index.ts';
import type { FrontEndLimits } from '../types.ts';
import { openConnection, type Connection } from './connection.ts';
import type { Exchange, ExchangeEvents, UpstreamRequest } from './types.ts';

/** Keep-alive connections to instances, by address. Disposing closes them all. */
export interface ConnectionPool extends Disposable {
  /** Sends a request to the instance at `address`, over an idle connection where there is one. */
  open(address: Address, request: UpstreamRequest, events: ExchangeEvents): Exchange;
  /** The same over a new connection, for a request that an idle one has failed. */
  openNew(address: Address, request: UpstreamRequest, events: ExchangeEvents): Exchange;
}

/**
 * Servers close idle connections at moments of their own, gunicorn after 2 s by default. A request sent at that moment is lost,
 * so ours are closed first.
 */
const idleMs = 1_500;

/** What one read takes at most; as much as node's own streams do. */
const readBytes = 64 * 1024;

interface Idle {
  readonly connection: Connection;
  readonly sinceMs: number;
}

/** A pool without connections yet. */
export function createConnectionPool(limits: FrontEndLimits): ConnectionPool {
  const open = new Set<Connection>();
  const idle = new Map<string, Map<number, Idle[]>>();
  const readBuffer = Buffer.allocUnsafeSlow(readBytes);
  const sweep = setInterval(closeLongIdle, idleMs).unref();

  return {
    open: (address, request, events) => (takeIdle(address) ?? connectTo(address)).begin(request, events),
    openNew: (address, request, events) => connectTo(address).begin(request, events),
    [Symbol.dispose]() {
      clearInterval(sweep);
      for (const connection of open) connection.destroy();
    },
  };

  /** The most recently used one: it is the least likely to be closed just now. */
  function takeIdle({ host, port }: Address): Connection | null {
    const newest = idle.get(host)?.get(port)?.pop();
    if (newest === undefined) return null;
    if (performance.now() - newest.sinceMs < idleMs) return newest.connection;
    newest.connection.destroy();
    return null;
  }

  function connectTo(address: Address): Connection {
    const connection = openConnection({
      address,
      limits,
      readBuffer,
      released: (one) => idleAt(address).push({ connection: one, sinceMs: performance.now() }),
      gone: (one) => {
        open.delete(one);
        forgetIdle(address, one);
      },
    });
    open.add(connection);
    return connection;
  }

  function idleAt({ host, port }: Address): Idle[] {
    const ports = idle.get(host) ?? new Map<number, Idle[]>();
    const entries = ports.get(port) ?? [];
    if (entries.length === 0) idle.set(host, ports.set(port, entries));
    return entries;
  }

  function forgetIdle({ host, port }: Address, connection: Connection): void {
    const ports = idle.get(host);
    const entries = ports?.get(port);
    if (ports === undefined || entries === undefined) return;
    const at = entries.findIndex((entry) => entry.connection === connection);
    if (at !== -1) entries.splice(at, 1);
    // Instances come and go, and each has a port of its own.
    if (entries.length === 0) ports.delete(port);
    if (ports.size === 0) idle.delete(host);
  }

  function closeLongIdle(): void {
    const now = performance.now();
    const entries = [...idle.values()].flatMap((ports) => [...ports.values()].flat());
    for (const { connection, sinceMs } of entries) if (now - sinceMs >= idleMs) connection.destroy();
  }
}
