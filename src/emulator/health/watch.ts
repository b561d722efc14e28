/** How often an instance is asked, and how many answers in a row decide. */
export interface WatchSettings {
  readonly initialDelayMs: number;
  /** From one question to the next; longer than an answer may take. */
  readonly intervalMs: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
}

/** What a watch is made of; the clock is the caller's. */
export interface Watch {
  readonly settings: WatchSettings;
  /** What is known at the beginning. */
  readonly healthy: boolean;
  /** Rejects once nobody waits any more, and that ends the watch. */
  readonly pause: (ms: number) => Promise<unknown>;
  /** Null: no answer. */
  readonly ask: () => Promise<number | null>;
  /** After so many answers in a row that it has turned; `status` is the last one. */
  readonly turned: (health: { readonly healthy: boolean; readonly status: number | null }) => void;
}

/** The one answer that both checks take for healthy. */
export const healthyStatus = 200;

/** Asks at fixed times, until `pause` or `ask` rejects with the reason. */
export async function watchHealth({ settings, pause, ask, turned, ...start }: Watch): Promise<never> {
  const { initialDelayMs, intervalMs, failureThreshold, successThreshold } = settings;
  let { healthy } = start;
  let contrary = 0;
  await pause(initialDelayMs);
  for (;;) {
    const nextIsDue = pause(intervalMs);
    // It rejects while the answer is still awaited, and is waited for only behind that.
    nextIsDue.catch(() => undefined);
    const status = await ask();
    contrary = (status === healthyStatus) === healthy ? 0 : contrary + 1;
    if (contrary >= (healthy ? failureThreshold : successThreshold)) {
      healthy = !healthy;
      contrary = 0;
      turned({ healthy, status });
    }
    await nextIsDue;
  }
}
