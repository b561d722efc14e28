import { setTimeout as delay } from 'node:timers/promises';

/** Asks until `claim` gives a value; fails after 20 s. */
export async function eventually<T>(claim: () => Promise<T | null>): Promise<T> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline) {
    const value = await claim();
    if (value !== null) return value;
    await delay(50);
  }
  throw new Error('it did not happen within 20 s');
}
