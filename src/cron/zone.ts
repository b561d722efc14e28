/** The wall clock of a time zone. Its readings are milliseconds since 1970, as if it showed UTC. */
export interface Zone {
  /** What it shows at an instant. */
  wallAt(ms: number): number;
  /** When it shows this, in order: never where it is put forward past it, twice where it is put back to it. */
  instantsOf(wallMs: number): readonly number[];
  /** When it first shows this; where it is put forward past it, the moment at which that happens. */
  firstInstantOf(wallMs: number): number;
}

const dayMs = 86_400_000;

/** The clock of a zone of the IANA database, by what Node knows of its daylight saving. */
export function zoneOf(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const offsetAt = (ms: number): number => {
    const wholeMs = Math.floor(ms / 1000) * 1000;
    const parts = new Map(format.formatToParts(wholeMs).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    const shown = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return shown - wholeMs;
  };
  const wallAt = (ms: number): number => ms + offsetAt(ms);
  // No zone is a day off from UTC, and none changes its offset twice in two days.
  const offsetsAround = (wallMs: number) => ({
    before: offsetAt(wallMs - dayMs),
    after: offsetAt(wallMs + dayMs),
  });
  const instantsOf = (wallMs: number): readonly number[] => {
    const { before, after } = offsetsAround(wallMs);
    return [...new Set([before, after])]
      .map((offset) => wallMs - offset)
      .filter((ms) => wallAt(ms) === wallMs)
      .toSorted((a, b) => a - b);
  };
  const changeAround = (wallMs: number): number => {
    const { before, after } = offsetsAround(wallMs);
    let earlierMs = wallMs - after;
    let changedMs = wallMs - before;
    while (changedMs - earlierMs > 1000) {
      const middleMs = Math.floor((earlierMs + changedMs) / 2000) * 1000;
      if (offsetAt(middleMs) === before) earlierMs = middleMs;
      else changedMs = middleMs;
    }
    return changedMs;
  };
  return {
    wallAt,
    instantsOf,
    firstInstantOf: (wallMs) => instantsOf(wallMs)[0] ?? changeAround(wallMs),
  };
}
