/** What a word of a schedule is; `value` is its number: Sunday is 0, January 1, a time the minutes since midnight. */
export interface Token {
  readonly kind: TokenKind;
  readonly value: number;
  readonly text: string;
  /** Offsets in the schedule. */
  readonly start: number;
  readonly end: number;
}

export type TokenKind = WordKind | 'number' | 'time' | 'comma' | 'unknown' | 'end';

type WordKind =
  | 'every'
  | 'of'
  | 'from'
  | 'to'
  | 'on'
  | 'synchronized'
  | 'minutes'
  | 'hours'
  | 'day'
  | 'month'
  | 'quarter'
  | 'ordinal'
  | 'weekday'
  | 'named-month';

/**
 * The words of schedules: gcloud's own grammar (googlecron/Groc.g), which knows lower case alone and no other abbreviations;
 * `on` is of the newer one in the SDK that gcloud installs (google/appengine/cron), since gcloud itself leaves reading to the server.
 */
export const vocabulary: Readonly<Record<WordKind, readonly (readonly [first: string, ...string[]])[]>> = {
  every: [['every']],
  of: [['of']],
  from: [['from']],
  to: [['to']],
  on: [['on']],
  synchronized: [['synchronized']],
  minutes: [['minutes', 'mins']],
  hours: [['hours']],
  day: [['day']],
  month: [['month']],
  quarter: [['quarter']],
  ordinal: [
    ['1st', 'first'],
    ['2nd', 'second'],
    ['3rd', 'third'],
    ['4th', 'fourth'],
    ['5th', 'fifth'],
  ],
  weekday: [
    ['sunday', 'sun'],
    ['monday', 'mon'],
    ['tuesday', 'tue'],
    ['wednesday', 'wed'],
    ['thursday', 'thu'],
    ['friday', 'fri'],
    ['saturday', 'sat'],
  ],
  'named-month': [
    ['january', 'jan'],
    ['february', 'feb'],
    ['march', 'mar'],
    ['april', 'apr'],
    ['may'],
    ['june', 'jun'],
    ['july', 'jul'],
    ['august', 'aug'],
    ['september', 'sep'],
    ['october', 'oct'],
    ['november', 'nov'],
    ['december', 'dec'],
  ],
};

/** The number of the first word of a kind. */
const firstValue: Readonly<Partial<Record<WordKind, number>>> = { ordinal: 1, 'named-month': 1 };

const known: ReadonlyMap<string, { readonly kind: WordKind; readonly value: number }> = new Map(
  (Object.keys(vocabulary) as WordKind[]).flatMap((kind) =>
    vocabulary[kind].flatMap((names, index) =>
      names.map((name) => [name, { kind, value: (firstValue[kind] ?? 0) + index }] as const),
    ),
  ),
);

/** Every word that a schedule can have. */
export const words: readonly string[] = [...known.keys()];

/** The words of a schedule, an `end` behind them. What is no word is `unknown`. */
export function readTokens(schedule: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const { 0: text, index: start } of schedule.matchAll(pieces)) {
    tokens.push(...tokensOf(text, start));
  }
  const { length } = schedule.trimEnd();
  return [...tokens, { kind: 'end', value: 0, text: '', start: length, end: length }];
}

/** Times before numbers, numbers with their endings, words; all else as it stands between spaces. */
const pieces = /\d{1,2}:\d+|\d+(?:st|nd|rd|th)|\d+(?![\d.])|[a-zA-Z]+|,|[^\s,]+/g;

function tokensOf(text: string, start: number): readonly Token[] {
  const place = { text, start, end: start + text.length };
  const word = known.get(text);
  if (word) return [{ ...word, ...place }];
  if (text === ',') return [{ kind: 'comma', value: 0, ...place }];
  const time = /^(\d|[01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (time) return [{ kind: 'time', value: Number(time[1]) * 60 + Number(time[2]), ...place }];
  if (/^\d{1,5}$/.test(text)) return [{ kind: 'number', value: Number(text), ...place }];
  return joined(text, start) ?? [{ kind: 'unknown', value: 0, ...place }];
}

/** Words need no space between them: `everyday 09:00`. Null where the text is not made of words alone. */
function joined(text: string, start: number): readonly Token[] | null {
  for (let length = text.length - 1; length > 0; length--) {
    const word = known.get(text.slice(0, length));
    const rest = word && tokensOf(text.slice(length), start + length);
    if (word && rest && rest.every(({ kind }) => kind !== 'unknown')) {
      return [{ ...word, text: text.slice(0, length), start, end: start + length }, ...rest];
    }
  }
  return null;
}
