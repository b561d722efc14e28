import { closest } from '../../core/index.ts';
import { words, type Token, type TokenKind } from './tokens.ts';

/** What is wrong with a schedule, and where in it. */
export interface ScheduleProblem {
  readonly message: string;
  readonly hint: string;
  readonly start: number;
  readonly end: number;
}

/** What to say about a token that stands where another kind belongs. */
export function unexpected(
  tokens: readonly Token[],
  at: number,
  wanted: readonly TokenKind[],
): ScheduleProblem {
  const token = tokens[at];
  const start = token?.start ?? 0;
  const names = wanted.map((kind) => namesOf[kind]);
  const list = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' or ');
  const isEnd = token === undefined || token.kind === 'end';
  const message = isEnd
    ? `the schedule ends where ${list} belongs`
    : `"${token.text}" stands where ${list} belongs`;
  return { message, hint: hintFor(tokens, at, wanted), start, end: token?.end ?? start };
}

/** The kinds of tokens in messages, with an article. */
const namesOf: Readonly<Record<TokenKind, string>> = {
  every: '`every`',
  of: '`of`',
  from: '`from`',
  to: '`to`',
  on: '`on`',
  synchronized: '`synchronized`',
  minutes: '`minutes`',
  hours: '`hours`',
  day: '`day`',
  month: '`month`',
  quarter: '`quarter`',
  ordinal: 'an ordinal such as `1st`',
  weekday: 'a weekday',
  'named-month': 'the name of a month',
  number: 'a number',
  time: 'a time of day',
  comma: 'a comma',
  unknown: 'another word',
  end: 'nothing more',
};

const example = 'Write it as `every 10 minutes`, `every monday 09:00` or `1 of jan,jul 00:00`.';

/** Words of other schedulers, and what does it here. */
const otherWords: Readonly<Record<string, string>> = {
  weekday: 'Write mon,tue,wed,thu,fri.',
  weekdays: 'Write mon,tue,wed,thu,fri.',
  weekend: 'Write sat,sun.',
  daily: 'Write `every day 00:00`.',
  hourly: 'Write `every 1 hours`.',
  weekly: 'Write `every monday 00:00`.',
  monthly: 'Write `1 of month 00:00`.',
  seconds: 'Use minutes: the shortest interval is one of them.',
  second: 'Use minutes: the shortest interval is one of them.',
  days: 'Use hours, or `every day` with a time of day.',
  last: 'Use 4th or 5th: App Engine has no last one.',
  of: 'Write a day before it, as in `1st day of month` or `1 of month`.',
};

function hintFor(tokens: readonly Token[], at: number, wanted: readonly TokenKind[]): string {
  const token = tokens[at];
  if (looksLikeCrontab(tokens)) {
    return 'Say it in words, as in `every 5 minutes` or `every monday 09:00`: App Engine reads no crontab fields.';
  }
  if (wanted.includes('time')) return 'Add the time of day in 24 hours, such as 09:00.';
  if (token === undefined || token.kind === 'end') return example;
  const lower = token.text.toLowerCase();
  if (Object.hasOwn(otherWords, lower)) return otherWords[lower] ?? example;
  if (words.includes(lower) && lower !== token.text) return `Write ${lower}, in lower case.`;
  if (token.kind === 'weekday' || token.kind === 'day')
    return `Write \`every ${token.text}\`, or \`1st ${token.text}\`.`;
  const near = token.kind === 'unknown' ? closest(lower, words) : null;
  return near === null ? example : `Write ${near}, if that is what you mean.`;
}

/** `*\/5 * * * *`, or `0 9 * * 1-5`. */
function looksLikeCrontab(tokens: readonly Token[]): boolean {
  return tokens.some(({ kind, text }) => kind === 'unknown' && text.startsWith('*'));
}
