import type { Pattern } from '../schema/field.ts';
import { vocabulary } from './tokens.ts';

/** What `parseSchedule` reads, but for the limits of numbers: for editors, which have only expressions. */
export const scheduleShape: Pattern = { expression: specification(), means: 'a schedule in words' };

function specification(): string {
  const any = (kind: keyof typeof vocabulary): string => `(${vocabulary[kind].flat().join('|')})`;
  const list = (item: string): string => `${item}(\\s*,\\s*${item})*`;
  const time = '([01]?\\d|2[0-3]):[0-5]\\d';
  const ordinals = list(any('ordinal'));
  const months = `month|quarter|${list(any('named-month'))}|${ordinals}\\s*month\\s*of\\s*quarter`;
  const weekdays = `(every|${ordinals})\\s*(day|${list(any('weekday'))})`;
  const ofMonths = `\\s*of\\s*(${months})`;
  const onDays = `(${weekdays}(${ofMonths})?|${list('\\d+')}${ofMonths})\\s*${time}`;
  const window = `\\s*from\\s*${time}\\s*to\\s*${time}|\\s*synchronized`;
  const onWeekdays = `\\s*on\\s*(day|${list(any('weekday'))})`;
  const interval = `every\\s*\\d+\\s*(${any('minutes')}|${any('hours')})(${window})?(${onWeekdays})?`;
  return `\\s*(${interval}|${onDays})\\s*`;
}
