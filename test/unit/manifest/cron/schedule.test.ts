import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSchedule, type Schedule, type Weekdays } from '../../../../src/manifest/index.ts';
import { scheduleShape } from '../../../../src/manifest/cron/shape.ts';
import { words } from '../../../../src/manifest/cron/tokens.ts';

const year = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
const everyWeek = [1, 2, 3, 4, 5];
const week = [0, 1, 2, 3, 4, 5, 6];
const shape = new RegExp(`^(?:${scheduleShape.expression})$`);

const after = (minutes: number, days: Weekdays = null): Schedule => ({
  kind: 'after-last-run',
  minutes,
  weekdays: days,
});
const within = (
  minutes: number,
  [fromMinute, toMinute]: readonly [number, number],
  days: Weekdays = null,
): Schedule => ({
  kind: 'at-intervals',
  minutes,
  fromMinute,
  toMinute,
  weekdays: days,
});
const weekdays = (nth: number[], days: number[], months: number[], atMinute: number): Schedule => ({
  kind: 'on-days',
  months,
  days: { kind: 'weekdays', nth, weekdays: days },
  atMinute,
});
const numbers = (days: number[], months: number[], atMinute: number): Schedule => ({
  kind: 'on-days',
  months,
  days: { kind: 'numbers', numbers: days },
  atMinute,
});

/** The readings are those of gcloud's own parser (googlecron), or with `on` of the SDK's, run on the same texts. */
test.each<readonly [string, Schedule]>([
  ['every 5 minutes', after(5)],
  ['every 5 mins', after(5)],
  ['every 24 hours', after(1440)],
  ['every 10000 minutes', after(10_000)],
  ['every 05 minutes', after(5)],
  [' every  5\tminutes ', after(5)],
  ['every5minutes', after(5)],
  ['every 10 minutes from 10:00 to 14:00', within(10, [600, 840])],
  ['every 12 hours from 9:00 to 17:30', within(720, [540, 1050])],
  ['every 5 minutes from 22:00 to 04:00', within(5, [1320, 240])],
  ['every 10 minutes synchronized', within(10, [0, 1439])],
  ['every 24 hours synchronized', within(1440, [0, 1439])],
  ['every 10 minutes on mon', after(10, [1])],
  ['every 24 hours on sun,sat', after(1440, [0, 6])],
  ['every 10 minutes from 10:00 to 14:00 on friday, mon', within(10, [600, 840], [1, 5])],
  ['every 2 hours synchronized on tue', within(120, [0, 1439], [2])],
  ['every 100 hours on day', after(6000)],
  ['every 100 hours on mon,tue,wed,thu,fri,sat,sun', after(6000)],
  ['every day 09:00', weekdays(everyWeek, week, year, 540)],
  ['everyday 9:00', weekdays(everyWeek, week, year, 540)],
  ['every monday 00:00', weekdays(everyWeek, [1], year, 0)],
  ['every mon,tue , wednesday 23:59', weekdays(everyWeek, [1, 2, 3], year, 1439)],
  ['every day of jan 00:00', weekdays(everyWeek, week, [1], 0)],
  ['every day of 1st,2nd month of quarter 9:00', weekdays(everyWeek, week, [1, 2, 4, 5, 7, 8, 10, 11], 540)],
  ['1st,third monday of month 17:00', weekdays([1, 3], [1], year, 1020)],
  ['second monday 10:00', weekdays([2], [1], year, 600)],
  ['first monday of sep,oct,nov 17:00', weekdays([1], [1], [9, 10, 11], 1020)],
  ['1st monday of quarter 10:00', weekdays([1], [1], [1, 4, 7, 10], 600)],
  ['third sunday of first month of quarter 12:00', weekdays([3], [0], [1, 4, 7, 10], 720)],
  ['2nd,3rd day of month 10:00', numbers([2, 3], year, 600)],
  ['first day of quarter 10:00', numbers([1], [1, 4, 7, 10], 600)],
  ['1,15 of month 10:00', numbers([1, 15], year, 600)],
  ['1 of january, april,may 00:00', numbers([1], [1, 4, 5], 0)],
  ['31,1 of feb 9:00', numbers([1, 31], [2], 540)],
  ['29 of feb 00:00', numbers([29], [2], 0)],
])('%s', (text, schedule) => {
  expect(parseSchedule(text)).toEqual({ schedule, problem: null });
  expect(text).toMatch(shape);
});

/** Beyond what: the shape, or only a limit that an expression does not know; then where the caret stands. */
test.each([
  ['', 'shape', '', /every 10 minutes/],
  ['every 5 minute', 'shape', 'minute', /Write minutes/],
  ['every 1 hour', 'shape', 'hour', /Write hours/],
  ['every hour', 'shape', 'hour', /Write hours/],
  ['every 60 seconds', 'shape', 'seconds', /minutes/],
  ['every 1.5 hours', 'shape', '1.5', /every 10 minutes/],
  ['every 123456 minutes', 'limit', '123456', /every 10 minutes/],
  ['every 0 minutes', 'limit', '0', /1 or more/],
  ['every 7 minutes synchronized', 'limit', 'synchronized', /another interval/],
  ['every 48 hours synchronized', 'limit', 'synchronized', /another interval/],
  ['every 48 hours on mon', 'limit', 'on', /24 hours/],
  ['every 5 minutes on', 'shape', '', /every 10 minutes/],
  ['every 5 minutes on weekdays', 'shape', 'weekdays', /mon,tue,wed,thu,fri/],
  ['every day 09:00 on mon', 'shape', 'on', /every 10 minutes/],
  ['every 5 minutes from 10:00', 'shape', '', /every 10 minutes/],
  ['every 5 minutes from 25:00 to 26:00', 'shape', '25:00', /24 hours/],
  ['every 5 minutes from 10:00 to 14:00 synchronized', 'shape', 'synchronized', /every 10 minutes/],
  ['Every 5 minutes', 'shape', 'Every', /lower case/],
  ['1st Monday of month 17:00', 'shape', 'Monday', /lower case/],
  ['monday 09:00', 'shape', 'monday', /every monday/],
  ['every monday', 'shape', '', /time of day/],
  ['every monday 9am', 'shape', '9', /time of day/],
  ['every weekday 09:00', 'shape', 'weekday', /mon,tue,wed,thu,fri/],
  ['every tues 09:00', 'shape', 'tues', /Write tue/],
  ['1st of month 09:00', 'shape', 'of', /1st day of/],
  ['1 of sept 09:00', 'shape', 'sept', /Write sep/],
  ['32 of jan 00:00', 'limit', '32', /1 to 31/],
  ['0 of jan 00:00', 'limit', '0', /1 to 31/],
  ['30 of feb 00:00', 'limit', '30', /earlier day/],
  ['1 of month 24:00', 'shape', '24:00', /24 hours/],
  ['1 of month 23:60', 'shape', '23:60', /24 hours/],
  ['sixth day of month 10:00', 'shape', 'sixth', /every 10 minutes/],
  ['1st mon of 4th month of quarter 9:00', 'limit', '4th', /1st, 2nd or 3rd/],
  ['last monday of month 09:00', 'shape', 'last', /4th/],
  ['*/5 * * * *', 'shape', '*/5', /crontab/],
  ['0 9 * * 1-5', 'shape', '9', /crontab/],
])('%j is refused', (text, beyond, marked, hint) => {
  const { problem } = parseSchedule(text);
  expect(problem?.hint).toMatch(hint);
  expect(text.slice(problem?.start, problem?.end)).toBe(marked);
  expect(shape.test(text)).toBe(beyond === 'limit');
});

test('editors, which have the shape alone, agree with the parser but for limits of numbers', () => {
  const piece = fc.oneof(fc.constantFrom(...words), fc.constantFrom(',', '5', '31', '9:00', '23:59', 'x'));
  const start = fc.constantFrom('', 'every 5 ', 'every ', '1 of ', '1st ', 'every monday of ', '1st day of ');
  const text = fc
    .tuple(start, fc.array(piece, { maxLength: 6 }))
    .map(([first, rest]) => first + rest.join(' '));
  fc.assert(
    fc.property(text, (schedule) => {
      const { problem } = parseSchedule(schedule);
      const isLimit = problem !== null && /divide|day|months/.test(problem.message);
      return shape.test(schedule) === (problem === null) || isLimit;
    }),
    { numRuns: 2000 },
  );
});
