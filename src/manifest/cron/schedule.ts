import { readTokens, type Token, type TokenKind } from './tokens.ts';
import { unexpected, type ScheduleProblem } from './unexpected.ts';

/** When a job runs, in its time zone; a time of day is the minutes since midnight. */
export type Schedule =
  /** So long after the end of the run before. */
  | { readonly kind: 'after-last-run'; readonly minutes: number; readonly weekdays: Weekdays }
  /** Every so often, from a time of day to another; that can be before the first, on the next day. */
  | {
      readonly kind: 'at-intervals';
      readonly minutes: number;
      readonly fromMinute: number;
      readonly toMinute: number;
      readonly weekdays: Weekdays;
    }
  /** Once on every day that is meant. */
  | {
      readonly kind: 'on-days';
      readonly months: readonly number[];
      readonly days: Days;
      readonly atMinute: number;
    };

/** The only days of the week on which an interval is kept, Sunday is 0; null: all of them. */
export type Weekdays = readonly number[] | null;

/** Days of a month by their numbers, or by their weekday: Sunday is 0, and `nth` its number in the month. */
export type Days =
  | { readonly kind: 'numbers'; readonly numbers: readonly number[] }
  | { readonly kind: 'weekdays'; readonly nth: readonly number[]; readonly weekdays: readonly number[] };

/** Reads a schedule as gcloud's own parser does, or tells the first thing wrong with it. */
export function parseSchedule(
  text: string,
):
  | { readonly schedule: Schedule; readonly problem: null }
  | { readonly schedule: null; readonly problem: ScheduleProblem } {
  try {
    const cursor = cursorOver(readTokens(text));
    const schedule = cursor.sees('every') && cursor.sees('number', 1) ? interval(cursor) : onDays(cursor);
    cursor.take('end');
    return { schedule, problem: null };
  } catch (cause) {
    if (cause instanceof Misread) return { schedule: null, problem: cause.problem };
    throw cause;
  }
}

/** Ends the reading of one schedule; never leaves this file. */
class Misread extends Error {
  readonly problem: ScheduleProblem;
  constructor(problem: ScheduleProblem) {
    super(problem.message);
    this.problem = problem;
  }
}

interface Cursor {
  /** Whether the next token, or one `ahead` of it, is of this kind. */
  sees(kind: TokenKind, ahead?: number): boolean;
  /** The next token, which has to be of one of these kinds. */
  take(...kinds: readonly TokenKind[]): Token;
  /** Tokens of one kind, commas between them. */
  takeList(kind: TokenKind): readonly Token[];
}

function cursorOver(tokens: readonly Token[]): Cursor {
  let at = 0;
  const cursor: Cursor = {
    sees: (kind, ahead = 0) => tokens[at + ahead]?.kind === kind,
    take(...kinds) {
      const token = tokens[at];
      if (!token || !kinds.includes(token.kind)) throw new Misread(unexpected(tokens, at, kinds));
      at++;
      return token;
    },
    takeList(kind) {
      const taken = [cursor.take(kind)];
      while (cursor.sees('comma')) {
        cursor.take('comma');
        taken.push(cursor.take(kind));
      }
      return taken;
    },
  };
  return cursor;
}

const dayMinutes = 24 * 60;

function interval(cursor: Cursor): Schedule {
  cursor.take('every');
  const count = cursor.take('number');
  const minutes = count.value * (cursor.take('minutes', 'hours').kind === 'hours' ? 60 : 1);
  if (count.value < 1) throw misread(count, `there is no interval of ${count.text}`, 'Write 1 or more.');
  const window = cursor.sees('synchronized') ? wholeDay(cursor, minutes) : partOfDay(cursor);
  const weekdays = weekdaysOn(cursor, minutes);
  return window === null
    ? { kind: 'after-last-run', minutes, weekdays }
    : { kind: 'at-intervals', minutes, ...window, weekdays };
}

type Window = Pick<Extract<Schedule, { readonly kind: 'at-intervals' }>, 'fromMinute' | 'toMinute'>;

function wholeDay(cursor: Cursor, minutes: number): Window {
  const place = cursor.take('synchronized');
  if (dayMinutes % minutes === 0) return { fromMinute: 0, toMinute: dayMinutes - 1 };
  const message = 'a synchronized interval has to divide the 24 hours of a day evenly';
  throw misread(place, message, 'Take another interval, or leave out synchronized.');
}

function partOfDay(cursor: Cursor): Window | null {
  if (!cursor.sees('from')) return null;
  cursor.take('from');
  const fromMinute = cursor.take('time').value;
  cursor.take('to');
  return { fromMinute, toMinute: cursor.take('time').value };
}

/** `on mon,tue`, behind an interval. */
function weekdaysOn(cursor: Cursor, minutes: number): Weekdays {
  if (!cursor.sees('on')) return null;
  const place = cursor.take('on');
  if (cursor.sees('day')) {
    cursor.take('day');
    return null;
  }
  const weekdays = valuesOf(weekdaysOf(cursor));
  if (weekdays.length === 7) return null;
  if (minutes <= dayMinutes) return weekdays;
  const message = 'an interval of more than a day cannot be kept to some days of the week';
  throw misread(place, message, 'Take an interval of up to 24 hours, or leave out the days.');
}

function onDays(cursor: Cursor): Schedule {
  const numbered = cursor.sees('number');
  const taken = numbered ? cursor.takeList('number') : [];
  const days = numbered ? numbers(taken) : daysByName(cursor);
  // `every monday 09:00` needs no months; `1 09:00` would be unclear.
  const months = numbered || cursor.sees('of') ? monthsOf(cursor) : all(1, 12);
  if (numbered) checkNumbers(taken, months);
  return { kind: 'on-days', months, days, atMinute: cursor.take('time').value };
}

function numbers(tokens: readonly Token[]): Days {
  return { kind: 'numbers', numbers: valuesOf(tokens) };
}

/** `every day` is all days; `1st day` is the first of the month. */
function daysByName(cursor: Cursor): Days {
  const isEvery = cursor.sees('every');
  const ordinals = isEvery ? [cursor.take('every')] : takeOrdinals(cursor);
  const nth = isEvery ? all(1, 5) : valuesOf(ordinals);
  if (!cursor.sees('day')) return { kind: 'weekdays', nth, weekdays: valuesOf(weekdaysOf(cursor)) };
  cursor.take('day');
  return isEvery ? { kind: 'weekdays', nth, weekdays: all(0, 6) } : { kind: 'numbers', numbers: nth };
}

function takeOrdinals(cursor: Cursor): readonly Token[] {
  // Names all that a schedule can begin with.
  if (!cursor.sees('ordinal')) cursor.take('every', 'ordinal', 'number');
  return cursor.takeList('ordinal');
}

function weekdaysOf(cursor: Cursor): readonly Token[] {
  if (!cursor.sees('weekday')) cursor.take('day', 'weekday');
  return cursor.takeList('weekday');
}

function monthsOf(cursor: Cursor): readonly number[] {
  cursor.take('of');
  if (cursor.sees('named-month')) return valuesOf(cursor.takeList('named-month'));
  if (cursor.sees('ordinal')) return monthsOfQuarters(cursor);
  return cursor.take('month', 'quarter', 'named-month', 'ordinal').kind === 'month'
    ? all(1, 12)
    : [1, 4, 7, 10];
}

/** `of 1st,2nd month of quarter`. */
function monthsOfQuarters(cursor: Cursor): readonly number[] {
  const ordinals = cursor.takeList('ordinal');
  const beyond = ordinals.find(({ value }) => value > 3);
  if (beyond) throw misread(beyond, 'a quarter has three months', 'Write 1st, 2nd or 3rd.');
  cursor.take('month');
  cursor.take('of');
  cursor.take('quarter');
  return valuesOf(ordinals)
    .flatMap((nth) => [nth, nth + 3, nth + 6, nth + 9])
    .toSorted((a, b) => a - b);
}

/** The longest that each month can be. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function checkNumbers(tokens: readonly Token[], months: readonly number[]): void {
  const [first] = tokens.toSorted((a, b) => a.value - b.value);
  const impossible = tokens.find(({ value }) => value < 1 || value > 31);
  if (impossible)
    throw misread(impossible, `no month has a day ${impossible.text}`, 'Write a day from 1 to 31.');
  if (first && months.every((month) => first.value > (longest[month - 1] ?? 0))) {
    throw misread(
      first,
      `none of these months has a day ${first.text}`,
      'Take an earlier day, or another month.',
    );
  }
}

function misread({ start, end }: Pick<Token, 'start' | 'end'>, message: string, hint: string): Misread {
  return new Misread({ message, hint, start, end });
}

function valuesOf(tokens: readonly Token[]): readonly number[] {
  return [...new Set(tokens.map(({ value }) => value))].toSorted((a, b) => a - b);
}

function all(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
