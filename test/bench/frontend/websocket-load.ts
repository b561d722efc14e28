import { once } from 'node:events';
import { WebSocket } from 'ws';
import { cpuUsOf, familyOf, memoryOf, percentile, type Measured } from '../measured.ts';
import type { Peer } from '../peer.ts';
import type { WebSocketScenario } from './scenarios.ts';

/** Each connection sends a message, waits for its echo, and sends the next. The load runs in this very process. */
export async function measureWebSockets(
  { port, pid }: Peer,
  { connections, seconds, messageBytes }: WebSocketScenario,
): Promise<Measured> {
  const latenciesMs: number[] = [];
  const message = Buffer.alloc(messageBytes, 'x');
  const sockets = Array.from({ length: connections }, () => new WebSocket(`ws://127.0.0.1:${port}/echo`));
  await Promise.all(sockets.map((socket) => once(socket, 'open')));
  const pids = familyOf(pid);
  const before = cpuUsOf(...pids);
  const started = performance.now();
  const over = started + seconds * 1000;
  await Promise.all(sockets.map((socket) => pingPong(socket)));
  const cpuUs = cpuUsOf(...pids) - before;
  const elapsedMs = performance.now() - started;
  const memory = memoryOf(...pids);
  await Promise.all(sockets.map((socket) => (socket.close(), once(socket, 'close'))));

  latenciesMs.sort((a, b) => a - b);
  return {
    perSecond: (latenciesMs.length * 1000) / elapsedMs,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    cpuUs: cpuUs / latenciesMs.length,
    ...memory,
  };

  function pingPong(socket: WebSocket): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    let sentMs = performance.now();
    socket.on('message', () => {
      const now = performance.now();
      latenciesMs.push(now - sentMs);
      sentMs = now;
      if (now < over) socket.send(message);
      else resolve(undefined);
    });
    socket.send(message);
    return promise;
  }
}
