import { docs } from './docs.ts';
import type { NumberField, ObjectField, TextField } from './field.ts';

/** RFC 3986 §2: all else cannot stand in a request. */
const ofUrls = '[!-~]*';

const path = {
  type: 'text',
  about: 'Where the check asks the app; without it the platform answers by itself.',
  default: null,
  pattern: { expression: ofUrls, means: 'a path as it stands in a URL, with %20 for a space' },
} as const satisfies TextField;

const host = {
  type: 'text',
  about: 'Host header of the check.',
  default: null,
  pattern: { expression: ofUrls, means: 'a host name' },
} as const satisfies TextField;

const seconds = { type: 'integer', min: 1, max: 300, unit: 'seconds' } as const;
const times = { type: 'integer', min: 1, max: 10 } as const;

const timeout = {
  ...seconds,
  about: 'Seconds until a check counts as failed.',
  default: 4,
} as const satisfies NumberField;

const successThreshold = {
  ...times,
  about: 'Checks in a row that make an instance healthy.',
  default: 2,
} as const satisfies NumberField;

/** Whether an instance still works; one that does not is replaced. */
export const livenessCheck = {
  type: 'object',
  about: 'Whether an instance still works; one that does not is replaced.',
  docs: docs.liveness,
  instead: { scalar: 'Write path below it, and the value there.' },
  fields: {
    path,
    timeout_sec: timeout,
    check_interval_sec: { ...seconds, about: 'Seconds from check to check.', default: 30 },
    failure_threshold: { ...times, about: 'Checks in a row that make an instance unhealthy.', default: 4 },
    success_threshold: successThreshold,
    initial_delay_sec: {
      type: 'integer',
      about: 'Seconds from the start to the first check.',
      default: 300,
      min: 0,
      max: 3600,
      unit: 'seconds',
    },
    host,
  },
} as const satisfies ObjectField;

/** Whether an instance can take requests. */
export const readinessCheck = {
  type: 'object',
  about: 'Whether an instance can take requests.',
  docs: docs.readiness,
  instead: { scalar: 'Write path below it, and the value there.' },
  fields: {
    path,
    timeout_sec: timeout,
    check_interval_sec: { ...seconds, about: 'Seconds from check to check.', default: 5 },
    failure_threshold: { ...times, about: 'Checks in a row that take an instance out.', default: 2 },
    success_threshold: successThreshold,
    app_start_timeout_sec: {
      type: 'integer',
      about: 'Seconds in which a deployment has to become ready.',
      default: 300,
      min: 1,
      max: 1800,
      unit: 'seconds',
    },
    host,
  },
} as const satisfies ObjectField;

const count = (about: string) =>
  ({ type: 'integer', about, default: null, min: 0 }) as const satisfies NumberField;

const legacyHint =
  'Use liveness_check and readiness_check: App Engine deploys no new version with the one check of old.';

/** The one check that there was before 2019. */
export const legacyHealthCheck = {
  type: 'object',
  about: 'The one check of old, at /_ah/health.',
  docs: docs.migrateChecks,
  status: { kind: 'deprecated', hint: legacyHint },
  fields: {
    enable_health_check: { type: 'truth', about: 'Whether there is one.', default: true },
    check_interval_sec: { ...count('Seconds from check to check.'), unit: 'seconds' },
    timeout_sec: { ...count('Seconds until a check counts as failed.'), unit: 'seconds' },
    unhealthy_threshold: count('Checks in a row that make an instance unhealthy.'),
    healthy_threshold: count('Checks in a row that make an instance healthy.'),
    restart_threshold: count('Checks in a row that replace an instance.'),
    host,
  },
} as const satisfies ObjectField;
