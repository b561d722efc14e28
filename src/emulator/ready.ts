import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Address } from '../core/index.ts';

/** An app's first answer. */
export interface FirstAnswer {
  readonly status: number;
  readonly afterMs: number;
}

export interface ReadyRequest {
  readonly address: Address;
  /** What is asked for, and how: the readiness check's. */
  readonly check: { readonly path: string; readonly host: string | null; readonly timeoutMs: number };
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
    const status = await ask(ready, signal);
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

/** The status of one answer; null where there was none. */
function ask({ address, check }: ReadyRequest, signal: AbortSignal): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const headers = { 'User-Agent': 'GoogleHC/1.0', Host: check.host ?? 'localhost', Connection: 'close' };
  const asked = request({
    ...address,
    path: check.path,
    headers,
    agent: false,
    timeout: check.timeoutMs,
    signal,
  });
  asked.on('response', (response) => {
    response.destroy();
    resolve(response.statusCode ?? null);
  });
  asked.on('timeout', () => asked.destroy());
  asked.on('error', () => resolve(null));
  asked.on('close', () => resolve(null));
  asked.end();
  return promise;
}
