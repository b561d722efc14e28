import { join } from 'node:path';
import type { Address } from '../../../src/core/index.ts';
import {
  startFrontEndWorkers,
  type FrontEndWorkers,
  type WorkersOptions,
} from '../../../src/frontend/index.ts';
import { ask } from '../http-peers.ts';

/** Where requests go that name no instance. */
export interface TestRouting {
  readonly address: Address;
}

/** Two processes on a free port. */
export function startTestWorkers(
  address: Address,
  options: Partial<WorkersOptions<TestRouting>> = {},
): Promise<FrontEndWorkers<TestRouting>> {
  return startFrontEndWorkers({
    listen: { host: '127.0.0.1', port: 0 },
    workers: 2,
    program: [process.execPath, join(import.meta.dirname, 'program.ts')],
    routing: { address },
    defaultHostname: 'app.example',
    onWorkerEnd: () => undefined,
    ...options,
  });
}

/** The process that answers a new connection. */
export async function pidOfWorker(frontEnd: FrontEndWorkers<TestRouting>): Promise<number> {
  const { body } = await ask(frontEnd, { path: '/who' });
  return Number(/pid=(\d+);/.exec(body.toString())?.[1]);
}

/** The processes that answer `frontEnd`'s connections, as many as there are to be. */
export async function pidsOfWorkers(
  frontEnd: FrontEndWorkers<TestRouting>,
  count: number,
): Promise<readonly number[]> {
  const pids = new Set<number>();
  // The system spreads connections by their ports; that it never takes one of two in so many is as good as impossible.
  for (let asked = 0; pids.size < count && asked < 200; asked++) pids.add(await pidOfWorker(frontEnd));
  return [...pids];
}
