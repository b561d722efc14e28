import { setTimeout as wait } from 'node:timers/promises';
import { askHealth, type HealthRequest } from './health/ask.ts';

/** An app's first answer. */
export interface FirstAnswer {
  readonly status: number;
  readonly afterMs: number;
}

export interface ReadyRequest extends HealthRequest {
  /** Whether an answer with that status is one. */
  readonly accepts: (status: number) => boolean;
}

/**
 * Waits for an answer by HTTP with a status that will do; an accepted connection is none, since the engine accepts for a
 * port on which nobody listens yet. Goes on until `signal` aborts, and then throws its reason.
 */
export async function waitForAnswer(ready: ReadyRequest, signal: AbortSignal): Promise<FirstAnswer> {
  const startedMs = performance.now();
  for (;;) {
    signal.throwIfAborted();
    const status = await askHealth(ready, signal);
    const afterMs = performance.now() - startedMs;
    if (status !== null && ready.accepts(status)) return { status, afterMs };
    await wait(pauseMs(afterMs), undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Asking every few milliseconds costs nothing beside what an app does to start; asking every 250 adds half of that. */
const pauses: readonly { readonly untilMs: number; readonly pauseMs: number }[] = [
  { untilMs: 2_000, pauseMs: 10 },
  { untilMs: 10_000, pauseMs: 50 },
  { untilMs: Infinity, pauseMs: 250 },
];

function pauseMs(afterMs: number): number {
  return pauses.find(({ untilMs }) => afterMs < untilMs)?.pauseMs ?? 250;
}
