import { expect, test } from 'vitest';
import { nextRetry } from '../../../src/cron/index.ts';
import type { RetryParameters } from '../../../src/manifest/index.ts';

const none: RetryParameters = {
  limit: 0,
  ageLimitSec: null,
  minBackoffSec: 5,
  maxBackoffSec: 3600,
  maxDoublings: 5,
};

/** The pauses between attempts that fail at once, in seconds. */
function pauses(difference: Partial<RetryParameters>): readonly number[] {
  const found: number[] = [];
  for (let nowMs = 0; found.length < 20;) {
    const at = nextRetry({ ...none, ...difference }, { retries: found.length, firstAttemptMs: 0, nowMs });
    if (at === null) break;
    found.push((at - nowMs) / 1000);
    nowMs = at;
  }
  return found;
}

test.each<[string, Partial<RetryParameters>, readonly number[]]>([
  ['without parameters', {}, []],
  ['the default pauses', { limit: 5 }, [5, 10, 20, 40, 80]],
  ['one retry', { limit: 1, minBackoffSec: 2.5 }, [2.5]],
  // The documentation's own example.
  [
    'doublings, then steps, then the most',
    { limit: 8, minBackoffSec: 10, maxBackoffSec: 300, maxDoublings: 3 },
    [10, 20, 40, 80, 160, 240, 300, 300],
  ],
  ['no doublings', { limit: 4, maxDoublings: 0 }, [5, 10, 15, 20]],
  ['the most is less than the least', { limit: 2, minBackoffSec: 9, maxBackoffSec: 1 }, [1, 1]],
  ['no pause at all', { limit: 3, minBackoffSec: 0 }, [0, 0, 0]],
  ['an age alone', { ageLimitSec: 40 }, [5, 10, 20]],
  ['an age that is reached to the second', { ageLimitSec: 35 }, [5, 10, 20]],
  ['an age below the first pause', { ageLimitSec: 4 }, []],
  ['both limits, the age the longer', { limit: 1, ageLimitSec: 40 }, [5, 10, 20]],
  ['both limits, the number the longer', { limit: 4, ageLimitSec: 10 }, [5, 10, 20, 40]],
])('%s', (_title, parameters, expected) => {
  expect(pauses(parameters)).toEqual(expected);
});

test('age counts from the first attempt, and the time that attempts took', () => {
  const parameters = { ...none, ageLimitSec: 60 };
  const slow = { retries: 0, firstAttemptMs: 1_000_000 };
  expect(nextRetry(parameters, { ...slow, nowMs: 1_055_000 })).toBe(1_060_000);
  expect(nextRetry(parameters, { ...slow, nowMs: 1_055_001 })).toBe(null);
});
