import { scheduleShape } from '../cron/shape.ts';
import type { FileSchema, ObjectField, ValueOf } from './field.ts';
import { pastKeys } from './other-keys.ts';

/** What to do with a schedule in parts. */
const asText = 'Write it as one text: `every 10 minutes`, `every monday 09:00`.';

const retryParameters = {
  type: 'object',
  about: 'What happens after a run that failed: an answer other than 200 to 299, or none.',
  fields: {
    job_retry_limit: {
      type: 'integer',
      about: 'How often a failed run is tried again.',
      default: 0,
      min: 0,
      max: 5,
    },
    job_age_limit: {
      type: 'text',
      about: 'How long a failed run is tried again: a number and s, m, h or d.',
      default: null,
      pattern: {
        expression: '(\\d+\\.?\\d*|\\.\\d+)[smhd]',
        means: 'a number with s, m, h or d behind it, such as 2h or 1.5d',
      },
    },
    min_backoff_seconds: {
      type: 'number',
      about: 'Seconds until the first retry.',
      default: 5,
      min: 0,
    },
    max_backoff_seconds: {
      type: 'number',
      about: 'The most seconds from a retry to the next.',
      default: 3600,
      min: 0,
    },
    max_doublings: {
      type: 'integer',
      about: 'How often the time between retries doubles before it only grows.',
      default: 5,
      min: 0,
    },
  },
} as const satisfies ObjectField;

/**
 * cron.yaml: keys and types of gcloud's own parser (croninfo.py); the limits of retries and their defaults are those of
 * Cloud Scheduler, which runs the jobs.
 */
const cronYaml = {
  type: 'object',
  about: 'Requests that App Engine makes to the app by a schedule.',
  docs: 'https://cloud.google.com/appengine/docs/flexible/scheduling-jobs-with-cron-yaml',
  fields: {
    cron: {
      type: 'list',
      about: 'The jobs.',
      maxItems: 250,
      items: {
        type: 'object',
        about: 'A job.',
        fields: {
          url: {
            type: 'text',
            about: 'Path of the request, from the slash on.',
            default: null,
            required: true,
            pattern: { expression: '/.*', means: 'a path that begins with /' },
          },
          schedule: {
            type: 'text',
            about: 'When: `every 10 minutes`, `every monday 09:00`, `1st,third monday of month 17:00`.',
            default: null,
            required: true,
            shape: scheduleShape,
            instead: { list: asText, map: asText },
          },
          timezone: {
            type: 'text',
            about: 'Time zone of the schedule, by its IANA name: `Europe/Berlin`.',
            default: 'UTC',
          },
          target: {
            type: 'text',
            about: 'The service that gets the request, or one of its versions: `service`, `service:version`.',
            default: null,
            pattern: {
              expression: '((?!-)[a-z\\d\\-]{1,63}:)?(?!-)[a-z\\d\\-]{1,100}',
              means: 'the name of a service: lower-case letters, digits and hyphens, no hyphen first',
            },
          },
          description: {
            type: 'text',
            about: 'What the job is for.',
            default: null,
            pattern: { expression: '.{0,499}\\n?', means: 'one line of up to 499 characters' },
          },
          retry_parameters: retryParameters,
        },
      },
    },
    application: pastKeys.application,
  },
} as const satisfies ObjectField;

export const cronYamlFile = {
  table: cronYaml,
  minimum: 'Write `cron:` and below it jobs with `url` and `schedule`, or `cron: []` for none.',
  broughtAlong: {
    jobs: 'Use cron.',
    name: 'Use description.',
    command: 'Use url: a job is a request to the app.',
    cmd: 'Use url: a job is a request to the app.',
    path: 'Use url.',
    uri: 'Use url.',
    service: 'Use target.',
    module: 'Use target.',
    version: 'Use target: `service:version`.',
    tz: 'Use timezone.',
    zone: 'Use timezone.',
    every: 'Use schedule: `every 10 minutes`.',
    interval: 'Use schedule: `every 10 minutes`.',
    cronexpression: 'Use schedule, in words: `every monday 09:00`.',
    retries: 'Use retry_parameters with job_retry_limit.',
    retry: 'Use retry_parameters.',
    maxattempts: 'Use retry_parameters with job_retry_limit.',
    retrylimit: 'Use retry_parameters with job_retry_limit.',
    retryparams: 'Use retry_parameters.',
    attemptdeadline: 'Remove it: jobs of App Engine have no deadline of their own.',
    timeout: 'Remove it: jobs of App Engine have no deadline of their own.',
    headers: 'Remove it: jobs are requests without headers of your own.',
    method: 'Remove it: jobs are GET requests.',
    httpmethod: 'Remove it: jobs are GET requests.',
  },
  renames: {
    jobs: 'cron',
    name: 'description',
    path: 'url',
    uri: 'url',
    service: 'target',
    module: 'target',
    tz: 'timezone',
    retry: 'retry_parameters',
    retryparams: 'retry_parameters',
    maxattempts: 'job_retry_limit',
    retrylimit: 'job_retry_limit',
  },
} as const satisfies FileSchema;

/** The values of a cron.yaml. */
export type CronYaml = ValueOf<typeof cronYaml>;
