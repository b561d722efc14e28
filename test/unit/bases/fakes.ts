import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RootfsMaker, RootfsOrder } from '../../../src/bases/maker.ts';
import { directNetwork, type Job, type NetworkSettings, type Notice } from '../../../src/core/index.ts';
import type { Engine } from '../../../src/engine/index.ts';

/** A maker that works everywhere, and the orders it got. */
export function fakeMaker(
  parts: Partial<RootfsMaker> = {},
): RootfsMaker & { readonly orders: RootfsOrder[] } {
  const orders: RootfsOrder[] = [];
  return {
    name: 'with a fake',
    orders,
    obstacle: () => Promise.resolve(null),
    async *make(order) {
      orders.push(order);
      order.onLine('flexbuild-archive-date: Sat, 11 Jul 2026 10:16:37 UTC');
      order.onLine('flexbuild-archive-date: Thu, 19 Nov 2026 02:12:54 UTC');
      await Promise.resolve();
      yield Buffer.from('a root file system');
    },
    ...parts,
  };
}

/** `engine` with a registry that knows `references`, and what it was asked for. */
export function withRegistry(
  engine: Engine,
  pull: (reference: string, timeoutMs: number) => Promise<boolean>,
): Engine & { readonly asked: string[] } {
  const asked: string[] = [];
  const images: Engine['images'] = {
    ...engine.images,
    pull(reference, { timeoutMs }) {
      asked.push(reference);
      return pull(reference, timeoutMs);
    },
  };
  return { ...engine, images, asked };
}

/** A job that keeps what it is told. */
export function recordingJob(): Job & {
  readonly notices: Notice[];
  readonly abort: (reason: Error) => void;
} {
  const controller = new AbortController();
  const notices: Notice[] = [];
  return {
    notices,
    signal: controller.signal,
    notify: (notice) => void notices.push(notice),
    abort: (reason) => controller.abort(reason),
  };
}

/** What every call needs, with a cache folder of the test's own. */
export async function baseEnvironment(engine: Engine): Promise<
  AsyncDisposable & {
    readonly engine: Engine;
    readonly network: NetworkSettings;
    readonly platform: null;
    readonly settings: { readonly cacheFolder: string; readonly registryTimeoutMs: number };
  }
> {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'flexbuild-cache-'));
  return {
    engine,
    network: directNetwork,
    platform: null,
    settings: { cacheFolder, registryTimeoutMs: 20 },
    [Symbol.asyncDispose]: () => rm(cacheFolder, { recursive: true }),
  };
}
