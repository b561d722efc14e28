import { closest } from '../../core/index.ts';

/** Whether a name is one of the IANA time zone database, in any case, as gcloud's pytz reads it. */
export function isTimeZone(name: string): boolean {
  if (foreign.test(name) || (/^[A-Z]{3}$/i.test(name) && !threeLetters.has(name.toUpperCase()))) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

/** A time zone that a wrong name is most like; null where there is none. */
export function similarTimeZone(name: string): string | null {
  return closest(name.replaceAll(' ', '_'), Intl.supportedValuesOf('timeZone'));
}

/** What Node knows beyond the database: offsets, and names of old Unix systems. */
const foreign = /^(?:[-+]\d|SystemV\/)/;

/** The database's names of three letters; Node has more of its own, such as PST, which mean different places to different people. */
const threeLetters: ReadonlySet<string> = new Set(
  'CET EET EST GMT HST MET MST PRC ROC ROK UCT UTC WET'.split(' '),
);
