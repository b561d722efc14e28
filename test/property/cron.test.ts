import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextRun, nextRuns, type Timetable } from '../../src/cron/index.ts';
import type { Schedule } from '../../src/manifest/index.ts';

const dayMinutes = 24 * 60;
const minuteMs = 60_000;

const someOf = (min: number, max: number) => fc.uniqueArray(fc.integer({ min, max }), { minLength: 1 });
const timeOfDay = fc.integer({ min: 0, max: dayMinutes - 1 });
const weekdays = fc.option(someOf(0, 6), { nil: null });
const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  fc.record({
    kind: fc.constant('after-last-run' as const),
    minutes: fc.integer({ min: 1, max: dayMinutes }),
    weekdays,
  }),
  fc.record({
    kind: fc.constant('at-intervals' as const),
    minutes: fc.integer({ min: 1, max: dayMinutes }),
    fromMinute: timeOfDay,
    toMinute: timeOfDay,
    weekdays,
  }),
  fc.record({
    kind: fc.constant('on-days' as const),
    months: someOf(1, 12),
    days: fc.oneof(
      fc.record({ kind: fc.constant('numbers' as const), numbers: someOf(1, 28) }),
      fc.record({ kind: fc.constant('weekdays' as const), nth: someOf(1, 4), weekdays: someOf(0, 6) }),
    ),
    atMinute: timeOfDay,
  }),
);
const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/Sao_Paulo',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Antarctica/Troll',
);
const timetables: fc.Arbitrary<Timetable> = fc.record({ schedule: schedules, timezone: zones });
const moments = fc.integer({ min: Date.UTC(2005, 0), max: Date.UTC(2035, 0) });

test('the next time is after now, on a full minute, and the same until it has come', () => {
  fc.assert(
    fc.property(
      timetables,
      moments,
      fc.double({ min: 0, max: 1, noNaN: true }),
      (timetable, nowMs, share) => {
        const next = nextRun(timetable, nowMs) ?? expect.fail('it is never due');
        expect(next).toBeGreaterThan(nowMs);
        expect(next % minuteMs).toBe(0);
        // Of these, the next one depends on when the last one ended.
        if (timetable.schedule.kind === 'after-last-run') return;
        const laterMs = nowMs + Math.floor((next - 1 - nowMs) * share);
        expect(nextRun(timetable, laterMs)).toBe(next);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("on the zone's clock, it is a day and a time that the schedule names", () => {
  fc.assert(
    fc.property(timetables, moments, (timetable, nowMs) => {
      const { schedule, timezone } = timetable;
      for (const ms of nextRuns(timetable, { afterMs: nowMs, count: 3 })) {
        const wall = wallAt(ms, timezone);
        if (schedule.kind !== 'on-days' && schedule.weekdays)
          expect(schedule.weekdays).toContain(wall.weekday);
        if (schedule.kind === 'on-days') {
          const { days } = schedule;
          expect(wall.minute).toBe(schedule.atMinute);
          expect(schedule.months).toContain(wall.month);
          if (days.kind === 'numbers') expect(days.numbers).toContain(wall.day);
          else {
            expect(days.weekdays).toContain(wall.weekday);
            expect(days.nth).toContain(Math.ceil(wall.day / 7));
          }
        }
        if (schedule.kind === 'at-intervals' && timezone === 'UTC') {
          const sinceStart = (wall.minute - schedule.fromMinute + dayMinutes) % dayMinutes;
          const window = (schedule.toMinute - schedule.fromMinute + dayMinutes) % dayMinutes;
          expect(sinceStart % schedule.minutes).toBe(0);
          expect(sinceStart).toBeLessThanOrEqual(window);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

function wallAt(ms: number, timeZone: string) {
  const [date = '', time = ''] = new Date(ms).toLocaleString('sv-SE', { timeZone }).split(' ');
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const [, month = 0, day = 0] = date.split('-').map(Number);
  return { month, day, weekday: new Date(`${date}T00:00Z`).getUTCDay(), minute: hour * 60 + minute };
}
