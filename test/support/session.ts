import { randomUUID } from 'node:crypto';
import { FlexbuildError, labels, type Job, type Labels, type Notice } from '../../src/core/index.ts';
import type { Engine } from '../../src/engine/index.ts';
import { eventually } from './eventually.ts';

/** What one test file makes on an engine: everything carries its label, and goes when it is disposed. */
export interface TestSession extends AsyncDisposable {
  readonly labels: Labels;
  /** A name nobody else has. */
  name(what: string): string;
}

export function testSession(engine: Engine): TestSession {
  const id = `test-${randomUUID().slice(0, 8)}`;
  const mine: Labels = { [labels.session]: id };
  let count = 0;
  return {
    labels: mine,
    name: (what) => `flexbuild-${id}-${what}-${++count}`,
    async [Symbol.asyncDispose]() {
      for (const container of await engine.containers.list(mine))
        await engine.containers.remove(container.id);
      for (const network of await engine.networks.list(mine)) await engine.networks.remove(network.id);
      for (const image of await engine.images.list(mine)) await removeUnused(engine, image.id);
    },
  };
}

/** The container of a build that was aborted a moment ago can hold its image a little longer. */
async function removeUnused(engine: Engine, image: string): Promise<void> {
  await eventually(async () => {
    try {
      await engine.images.remove(image);
      return true;
    } catch (cause) {
      if (cause instanceof FlexbuildError && cause.message.includes('is being used')) return null;
      throw cause;
    }
  });
}

/** A job that remembers its notices; nothing aborts it unless `signal` does. */
export function testJob(
  signal: AbortSignal = new AbortController().signal,
): Job & { readonly notices: Notice[] } {
  const notices: Notice[] = [];
  return { notices, notify: (notice) => void notices.push(notice), signal };
}
