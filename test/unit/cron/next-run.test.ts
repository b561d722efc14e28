import { describe, expect, test } from 'vitest';
import { nextRun, nextRuns, type Timetable } from '../../../src/cron/index.ts';
import { parseSchedule } from '../../../src/manifest/index.ts';
import { dueTimes } from './due-times.ts';

function timetable(text: string, timezone = 'UTC'): Timetable {
  const { schedule } = parseSchedule(text);
  return { schedule: schedule ?? expect.fail(`"${text}" is no schedule`), timezone };
}

/** `2026-03-29 03:00+2`, by another way than the code has. */
function shown(ms: number, timeZone: string): string {
  const text = new Date(ms).toLocaleString('sv-SE', { timeZone, timeZoneName: 'shortOffset' });
  const [date, time, offset = ''] = text.replace('−', '-').split(' ');
  expect(time).toMatch(/:00$/);
  return `${date ?? ''} ${time?.slice(0, 5) ?? ''}${offset.replace(/^GMT(?:[+-]0)?/, '')}`;
}

describe.each(Object.entries(dueTimes))('%s', (_title, table) => {
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  test.each(rows)('%s, %s, after %s', (text, timezone, after, expected) => {
    const times = expected.split(', ');
    const afterMs = Date.parse(after);
    const due = nextRuns(timetable(text, timezone), { afterMs, count: times.length });
    expect(due.map((ms) => shown(ms, timezone))).toEqual(times);
  });
});

test('a time of day that no day has is never due', () => {
  const never = timetable('2nd sunday of mar 02:30', 'America/New_York');
  const afterMs = Date.parse('2026-01-01T00:00Z');
  expect(nextRun(never, afterMs)).toBe(null);
  expect(nextRuns(never, { afterMs, count: 3 })).toEqual([]);
});

test('a moment that the wall clock shows twice is counted from when it was', () => {
  const daily = timetable('every day 02:30', 'Europe/Berlin');
  const first = Date.parse('2026-10-25T02:30:00+02:00');
  expect(nextRun(daily, first - 1)).toBe(first);
  expect(nextRun(daily, first)).toBe(first + 3_600_000);
});
