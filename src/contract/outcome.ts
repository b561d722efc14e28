import type { Outcome } from './types.ts';

export const passed: Outcome = { kind: 'passed' };

export function failed(reason: string, evidence: readonly string[] = []): Outcome {
  return { kind: 'failed', reason, evidence };
}

export function skipped(why: string): Outcome {
  return { kind: 'skipped', why };
}
