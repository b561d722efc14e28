import { setTimeout as wait } from 'node:timers/promises';

/** The time, and waiting for it. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Fulfils at that time, or at once where it is past; rejects when `signal` aborts. */
  until(ms: number, signal: AbortSignal): Promise<void>;
}

/** A machine that sleeps stops its timers, and a person may set its clock: it is looked at again after so long. */
const lookMs = 20_000;

/** This machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async until(ms, signal) {
    signal.throwIfAborted();
    for (let leftMs = ms - Date.now(); leftMs > 0; leftMs = ms - Date.now())
      await wait(Math.min(leftMs, lookMs), undefined, { signal });
  },
};
