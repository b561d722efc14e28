import { once } from 'node:events';
import { WebSocket } from 'ws';
import { cpuUsOf, rssMbOf, type Measured } from '../measured.ts';
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
  const before = cpuUsOf(pid);
  const started = performance.now();
  const over = started + seconds * 1000;
  await Promise.all(sockets.map((socket) => pingPong(socket)));
  const cpuUs = cpuUsOf(pid) - before;
  const elapsedMs = performance.now() - started;
  const rssMb = rssMbOf(pid);
  await Promise.all(sockets.map((socket) => (socket.close(), once(socket, 'close'))));

  latenciesMs.sort((a, b) => a - b);
  const percentile = (share: number): number => latenciesMs[Math.floor(latenciesMs.length * share)] ?? NaN;
  return {
    perSecond: (latenciesMs.length * 1000) / elapsedMs,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    cpuUs: cpuUs / latenciesMs.length,
    rssMb,
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
