import { expect, test } from 'vitest';
import { examineCronYaml } from '../../../../src/manifest/index.ts';
import { isTimeZone, similarTimeZone } from '../../../../src/manifest/cron/time-zone.ts';

test('a job with everything, and one with its defaults', () => {
  const { config, diagnostics } = examine(`cron:
- description: monday mail
  url: /mail?list=all
  schedule: every monday 09:00
  timezone: Australia/NSW
  target: mail:v2
  retry_parameters:
    job_retry_limit: 3
    job_age_limit: 1.5d
    min_backoff_seconds: 2.5
    max_backoff_seconds: 60
    max_doublings: 0
- url: /clean
  schedule: every 5 minutes
`);
  expect(diagnostics).toEqual([]);
  expect(config?.jobs.map(({ job }) => job)).toMatchObject([
    {
      url: '/mail?list=all',
      schedule: { kind: 'on-days', atMinute: 540 },
      scheduleText: 'every monday 09:00',
      timezone: 'Australia/NSW',
      target: { service: 'mail', version: 'v2' },
      description: 'monday mail',
      retry: { limit: 3, ageLimitSec: 129_600, minBackoffSec: 2.5, maxBackoffSec: 60, maxDoublings: 0 },
    },
    {
      url: '/clean',
      schedule: { kind: 'after-last-run', minutes: 5, weekdays: null },
      timezone: 'UTC',
      target: null,
      description: null,
      retry: { limit: 0, ageLimitSec: null, minBackoffSec: 5, maxBackoffSec: 3600, maxDoublings: 5 },
    },
  ]);
  expect(config?.jobs[0]?.at.target).toMatchObject({ start: { line: 6, column: 11 } });
});

test('jobs with an error are reported and left out, and the others are there', () => {
  const { config, diagnostics } = examine(`cron:
- url: clean
  schedule: every 5 minutes
- url: /a
  schedule: [every, day]
- url: /b
  schedule: every day 9:00
  timezone: PST
- url: /c
  schedule: every day 9:00
  target: Mail
- 5
- schedule: every 5 hours
- url: /fine
  schedule: every 5 hours
  retry_parameters:
    job_retry_limit: 6
`);
  expect(diagnostics.map(({ code, at }) => [code, at?.start.line])).toEqual([
    ['FB1008', 2],
    ['FB1007', 5],
    ['FB1052', 8],
    ['FB1008', 11],
    ['FB1007', 12],
    ['FB1010', 13],
    ['FB1009', 17],
  ]);
  expect(config?.jobs.map(({ job }) => job.url)).toEqual(['/fine']);
});

test.each(['schedule: "every 5 minute"', "schedule: 'every 5 minute'", 'schedule: every 5 minute'])(
  'the caret is under the word, whatever the quotes: %s',
  (line) => {
    const { diagnostics } = examine(`cron:\n- url: /\n  ${line}\n`);
    expect(
      diagnostics.map(({ at }) => at && at.lineText.slice(at.start.column - 1, at.end.column - 1)),
    ).toEqual(['minute']);
  },
);

test('no jobs at all is what removes them', () => {
  expect(examine('cron: []\n')).toEqual({ config: { file: 'cron.yaml', jobs: [] }, diagnostics: [] });
});

/** As in the IANA database; Node knows more names. */
test.each([
  ['UTC', true],
  ['Europe/Berlin', true],
  ['europe/berlin', true],
  ['PST8PDT', true],
  ['EST', true],
  ['Etc/GMT+3', true],
  ['PST', false],
  ['BST', false],
  ['+01:00', false],
  ['SystemV/PST8', false],
  ['Europe/Bonn', false],
  ['', false],
])('time zone %j: %j', (name, known) => {
  expect(isTimeZone(name)).toBe(known);
});

test('a name that is nearly a time zone', () => {
  expect(similarTimeZone('America/New York')).toBe('America/New_York');
  expect(similarTimeZone('Middle/Earth')).toBe(null);
});

function examine(text: string) {
  return examineCronYaml({ file: 'cron.yaml', text, substitutions: null });
}
