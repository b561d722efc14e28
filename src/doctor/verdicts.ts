import type { Verdict } from './types.ts';

/** All is as it should be. */
export function ok(message: string): Verdict {
  return { state: 'ok', message, fix: null };
}

/** It works, and not as on App Engine or not as well. */
export function warn(message: string, fix: string | null): Verdict {
  return { state: 'warning', message, fix };
}

/** It does not work. */
export function problem(message: string, fix: string | null): Verdict {
  return { state: 'problem', message, fix };
}

/** The question does not arise here, for this reason. */
export function notApplicable(message: string): Verdict {
  return { state: 'not-applicable', message, fix: null };
}
