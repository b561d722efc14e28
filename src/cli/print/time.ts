/** `Sun 2027-03-28 09:00 +02:00`, on the clock of a time zone; with seconds where there are any. */
export function formatTime(ms: number, timeZone: string): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'longOffset',
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const time = [part('hour'), part('minute'), part('second')].join(':').replace(/:00$/, '');
  // `GMT+02:00`; where that is nothing, some versions of Node say `GMT` alone.
  const offset = part('timeZoneName').replace('GMT', '') || '+00:00';
  return `${part('weekday')} ${part('year')}-${part('month')}-${part('day')} ${time} ${offset}`;
}
