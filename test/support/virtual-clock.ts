import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/emulator/cron/clock.ts';

/** A clock that goes when it is told to. */
export interface VirtualClock extends Clock {
  /** Lets time pass until then: whoever waits for a moment on the way is woken at it, in order. */
  advanceTo(ms: number): Promise<void>;
}

interface Waiting {
  readonly ms: number;
  wake(): void;
}

export function virtualClock(startMs: number): VirtualClock {
  let nowMs = startMs;
  const waiting = new Set<Waiting>();
  return {
    now: () => nowMs,
    until(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<undefined>();
      const one: Waiting = { ms, wake: () => resolve(undefined) };
      waiting.add(one);
      signal.addEventListener('abort', () => {
        waiting.delete(one);
        reject(signal.reason as Error);
      });
      return promise;
    },
    async advanceTo(ms) {
      for (;;) {
        await turn();
        const [next] = [...waiting].filter((one) => one.ms <= ms).toSorted((a, b) => a.ms - b.ms);
        if (!next) break;
        waiting.delete(next);
        nowMs = Math.max(nowMs, next.ms);
        next.wake();
      }
      nowMs = ms;
    },
  };
}
