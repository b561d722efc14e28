import type { CronJob, Days, Schedule, Weekdays } from '../manifest/index.ts';
import { zoneOf, type Zone } from './zone.ts';

/** When a job is due. */
export type Timetable = Pick<CronJob, 'schedule' | 'timezone'>;

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * The first time after `afterMs` that a job is due; of one that runs some time after its last run, `afterMs` is the end of
 * that. Null: never. As google.appengine.cron.groctimespecification has it: on days whose clock is put forward past the time
 * of day a job does not run, and where the clock is put back to it, twice.
 */
export function nextRun({ schedule, timezone }: Timetable, afterMs: number): number | null {
  const zone = zoneOf(timezone);
  switch (schedule.kind) {
    case 'after-last-run': {
      const stepMs = schedule.minutes * minuteMs;
      const firstMs = Math.floor((afterMs + stepMs) / minuteMs) * minuteMs;
      const from = (ms: number) => firstMs + Math.ceil((ms - firstMs) / stepMs) * stepMs;
      return firstOnWeekdays(schedule.weekdays, { zone, firstMs, from });
    }
    case 'at-intervals': {
      const from = (ms: number) => nextInWindow(schedule, zone, ms - 1);
      return firstOnWeekdays(schedule.weekdays, { zone, firstMs: from(afterMs + 1), from });
    }
    case 'on-days':
      return nextOnDays(schedule, zone, afterMs);
    default:
      return schedule satisfies never;
  }
}

/** The first `count` times after `afterMs`, or fewer where there are no more; runs are taken to need no time. */
export function nextRuns(
  timetable: Timetable,
  { afterMs, count }: { readonly afterMs: number; readonly count: number },
): readonly number[] {
  const times: number[] = [];
  while (times.length < count) {
    const next = nextRun(timetable, times.at(-1) ?? afterMs);
    if (next === null) break;
    times.push(next);
  }
  return times;
}

type OfKind<Kind extends Schedule['kind']> = Extract<Schedule, { readonly kind: Kind }>;

interface Search {
  readonly zone: Zone;
  /** When it is due, whatever the day. */
  readonly firstMs: number;
  /** When it is due first from a moment on. */
  readonly from: (ms: number) => number;
}

/** No interval with weekdays is longer than a day, so that it comes to all of them. */
function firstOnWeekdays(weekdays: Weekdays, { zone, firstMs, from }: Search): number {
  let atMs = firstMs;
  for (;;) {
    const day = Math.floor(zone.wallAt(atMs) / dayMs);
    if (weekdays === null || weekdays.includes(new Date(day * dayMs).getUTCDay())) return atMs;
    atMs = from(zone.firstInstantOf((day + 1) * dayMs));
  }
}

function nextInWindow(schedule: OfKind<'at-intervals'>, zone: Zone, afterMs: number): number {
  const stepMs = schedule.minutes * minuteMs;
  const today = Math.floor(zone.wallAt(afterMs) / dayMs);
  // That of yesterday can still be open.
  for (let day = today - 1; ; day++) {
    const { startMs, endMs, nextStartMs } = windowOf(schedule, zone, day);
    const steps = Math.max(0, Math.floor((afterMs - startMs) / stepMs) + 1);
    const atMs = startMs + steps * stepMs;
    if (steps === 0 || (atMs <= endMs && atMs < nextStartMs)) return atMs;
  }
}

/** From one time of day to the other: on the same day, or on the next where that comes first. Both can be the same moment. */
function windowOf({ fromMinute, toMinute }: OfKind<'at-intervals'>, zone: Zone, day: number) {
  const on = (which: number, minute: number) => zone.firstInstantOf(which * dayMs + minute * minuteMs);
  const startMs = on(day, fromMinute);
  const sameDayMs = on(day, toMinute);
  return {
    startMs,
    endMs: sameDayMs >= startMs ? sameDayMs : on(day + 1, toMinute),
    nextStartMs: on(day + 1, fromMinute),
  };
}

/** After so many years, every date is on the same weekday again: what has not come until then never comes. */
const calendarYears = 400;

function nextOnDays(
  { months, days, atMinute }: OfKind<'on-days'>,
  zone: Zone,
  afterMs: number,
): number | null {
  const from = new Date(zone.wallAt(afterMs));
  const firstMonth = from.getUTCFullYear() * 12 + from.getUTCMonth();
  for (let count = 0; count <= calendarYears * 12; count++) {
    const year = Math.floor((firstMonth + count) / 12);
    const month = ((firstMonth + count) % 12) + 1;
    if (!months.includes(month)) continue;
    for (const day of daysIn(days, year, month)) {
      const wallMs = Date.UTC(year, month - 1, day) + atMinute * minuteMs;
      const atMs = zone.instantsOf(wallMs).find((ms) => ms > afterMs);
      if (atMs !== undefined) return atMs;
    }
  }
  return null;
}

/** In their order; what a month does not have is left out. */
function daysIn(days: Days, year: number, month: number): readonly number[] {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (days.kind === 'numbers') return days.numbers.filter((day) => day <= length);
  const firstWeekday = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  return days.weekdays
    .flatMap((weekday) => days.nth.map((nth) => ((weekday - firstWeekday + 7) % 7) + 1 + 7 * (nth - 1)))
    .filter((day) => day <= length)
    .toSorted((a, b) => a - b);
}
