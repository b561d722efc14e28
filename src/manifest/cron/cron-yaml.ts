import type { Span } from '../../core/index.ts';
import { readDocument, type Examined, type YamlText } from '../document.ts';
import { itemsOf, rangeWithin, type ListItem } from '../list-items.ts';
import { label } from '../reader.ts';
import type { Report } from '../report.ts';
import { cronYamlFile, type CronYaml } from '../schema/cron.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import { isTimeZone, similarTimeZone } from './time-zone.ts';

/** A request that App Engine makes to the app by a schedule: a GET. */
export interface CronJob {
  /** Path and query. */
  readonly url: string;
  readonly schedule: Schedule;
  /** The schedule as written. */
  readonly scheduleText: string;
  /** Name in the IANA time zone database. */
  readonly timezone: string;
  /** Null: the service that dispatch.yaml says, or `default`. */
  readonly target: { readonly service: string; readonly version: string | null } | null;
  readonly description: string | null;
  readonly retry: RetryParameters;
}

/** What happens after a run that failed. */
export interface RetryParameters {
  readonly limit: number;
  /** From the first try on; null: for as long as it takes. */
  readonly ageLimitSec: number | null;
  readonly minBackoffSec: number;
  readonly maxBackoffSec: number;
  readonly maxDoublings: number;
}

/** A cron.yaml, and the way back from its jobs to their places. */
export interface LocatedCron {
  /** The file as the user named it. */
  readonly file: string;
  readonly jobs: readonly LocatedJob[];
}

/** A job and where its parts stand. */
export interface LocatedJob {
  readonly job: CronJob;
  readonly at: Readonly<Record<'url' | 'target', Span | null>>;
}

/** Reads a cron.yaml; jobs with an error are left out of the config. Throws nothing. */
export function examineCronYaml(input: YamlText): Examined<LocatedCron> {
  const { report, content } = readDocument(input, cronYamlFile);
  if (content === null) return { config: null, diagnostics: report.diagnostics() };
  const items = itemsOf(content, 'cron', content.values.cron);
  const jobs = items.flatMap((item) => readJob(item, { text: input.text, report }) ?? []);
  return { config: { file: input.file, jobs }, diagnostics: report.diagnostics() };
}

type Values = NonNullable<CronYaml['cron']>[number];

type Context = { readonly text: string; readonly report: Report };

function readJob(item: ListItem<Values>, { text, report }: Context): LocatedJob | null {
  const { value } = item;
  const schedule = readSchedule(item, { text, report });
  const isKnownZone = checkTimeZone(item, report);
  checkBackoff(item, report);
  if (schedule === null || !isKnownZone || !item.isSound('url') || !item.isSound('target')) return null;
  const job: CronJob = {
    url: value.url,
    schedule,
    scheduleText: value.schedule,
    timezone: value.timezone,
    target: targetOf(value.target),
    description: value.description,
    retry: retryOf(value.retry_parameters),
  };
  const spanOf = (key: 'url' | 'target'): Span | null => {
    const range = item.rangeOf(key);
    return range && report.spanOf(range);
  };
  return { job, at: { url: spanOf('url'), target: spanOf('target') } };
}

function readSchedule(item: ListItem<Values>, { text, report }: Context): Schedule | null {
  const range = item.rangeOf('schedule');
  if (!item.isSound('schedule') || range === null) return null;
  const value = item.value.schedule;
  const { schedule, problem } = parseSchedule(value);
  if (problem === null) return schedule;
  const { message, hint, ...place } = problem;
  const at = rangeWithin(text, { value, range }, place);
  report.error(at, { code: 'FB1051', message: `${named(item, 'schedule')}: ${message}`, hint });
  return null;
}

function checkTimeZone(item: ListItem<Values>, report: Report): boolean {
  const { timezone } = item.value;
  const range = item.rangeOf('timezone');
  if (!item.isSound('timezone')) return false;
  if (range === null || isTimeZone(timezone)) return true;
  const similar = similarTimeZone(timezone);
  report.error(range, {
    code: 'FB1052',
    message: `${named(item, 'timezone')}: there is no time zone "${timezone}"`,
    hint:
      similar === null
        ? 'Use a name of the IANA time zone database, such as UTC or Europe/Berlin.'
        : `Write ${similar}, if that is what you mean.`,
  });
  return false;
}

function checkBackoff(item: ListItem<Values>, report: Report): void {
  const range = item.rangeOf('retry_parameters');
  const { min_backoff_seconds: min, max_backoff_seconds: max } = item.value.retry_parameters;
  if (range === null || min <= max) return;
  report.warning(range, {
    code: 'FB1013',
    message: `${named(item, 'retry_parameters')}: min_backoff_seconds (${min}) is more than max_backoff_seconds (${max})`,
    hint: 'Make the one smaller or the other larger.',
  });
}

function named({ index }: ListItem<Values>, key: keyof Values): string {
  return label(['cron', String(index), key]);
}

function targetOf(target: string | null): CronJob['target'] {
  if (target === null) return null;
  const [service = '', version = null] = target.split(':');
  return { service, version };
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

function retryOf(values: Values['retry_parameters']): RetryParameters {
  const limit = values.job_age_limit;
  return {
    limit: values.job_retry_limit,
    ageLimitSec:
      limit === null ? null : Number(limit.slice(0, -1)) * (unitSeconds[limit.slice(-1)] ?? Number.NaN),
    minBackoffSec: values.min_backoff_seconds,
    maxBackoffSec: values.max_backoff_seconds,
    maxDoublings: values.max_doublings,
  };
}
