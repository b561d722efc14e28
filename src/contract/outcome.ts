import type { Outcome } from './types.ts';

export const passed: Outcome = { kind: 'passed' };

export function failed(reason: string, evidence: readonly string[] = []): Outcome {
  return { kind: 'failed', reason, evidence };
}

/** So many places are shown; there can be thousands. */
const shownPlaces = 10;

/** Each place is a line; the first of them are shown. */
export function failedAt(reason: string, places: readonly string[]): Outcome {
  const more = places.length - shownPlaces;
  return failed(reason, [...places.slice(0, shownPlaces), ...(more > 0 ? [`and ${more} more`] : [])]);
}

export function skipped(why: string): Outcome {
  return { kind: 'skipped', why };
}
