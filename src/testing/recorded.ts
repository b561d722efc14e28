import { failure } from '../index.ts';

/** What has happened so far, and what is still to come. Iterating begins with the first, and ends when the app has. */
export interface Recorded<T> extends AsyncIterable<T> {
  /** A copy, oldest first. */
  readonly soFar: readonly T[];
  /**
   * The first that `matches`, of all so far and those to come. Rejects with FB5450 where none did when the app ended, or
   * after `timeoutMs`: 4,000, less than test runners give a test, so that what came instead is what they show.
   */
  first(matches: (one: T) => boolean, options?: { readonly timeoutMs?: number }): Promise<T>;
}

/** The side that records. */
export interface Recorder<T> extends Recorded<T> {
  add(one: T): void;
  /** Nothing comes any more. */
  close(): void;
}

/** `what` names in messages what is recorded, and `describe` shows one of it. */
export function recorder<T>({
  what,
  describe,
}: {
  readonly what: string;
  readonly describe: (one: T) => string;
}): Recorder<T> {
  const all: T[] = [];
  let closed = false;
  let changed = Promise.withResolvers<undefined>();
  const wake = () => {
    changed.resolve(undefined);
    changed = Promise.withResolvers();
  };

  async function* read(): AsyncGenerator<T, void> {
    for (let next = 0; ;) {
      const one = all[next];
      if (next < all.length) {
        next++;
        yield one as T;
      } else if (closed) return;
      else await changed.promise;
    }
  }

  async function found(matches: (one: T) => boolean): Promise<{ readonly one: T } | null> {
    for await (const one of read()) if (matches(one)) return { one };
    return null;
  }

  const missing = (why: string): Error =>
    failure({
      code: 'FB5450',
      message: `no ${what} matched ${why}`,
      hint: 'See below what came last, or wait longer with timeoutMs.',
      detail: all.slice(-20).map(describe),
    });

  return {
    get soFar() {
      return [...all];
    },
    async first(matches, { timeoutMs = 4_000 } = {}) {
      const late = Promise.withResolvers<'late'>();
      const timer = setTimeout(() => late.resolve('late'), timeoutMs);
      try {
        const outcome = await Promise.race([found(matches), late.promise]);
        if (outcome === 'late') throw missing(`within ${timeoutMs} ms`);
        if (outcome === null) throw missing('before the app ended');
        return outcome.one;
      } finally {
        clearTimeout(timer);
      }
    },
    add(one) {
      all.push(one);
      wake();
    },
    close() {
      closed = true;
      wake();
    },
    [Symbol.asyncIterator]: read,
  };
}
