import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { jobsNamed } from '../../../src/cli/cron.ts';
import { testJob } from '../../support/session.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const two = `cron:
- { url: /clean, schedule: every 5 minutes }
- { url: /mail, schedule: every day 09:00, description: mail customers }
`;

function named({ args = [], file = null }: { args?: readonly string[]; file?: string | null }) {
  const options = { file, session: null };
  return jobsNamed({ args, options, job: testJob() }, [join(folder, 'app.yaml')]).map(({ url }) => url);
}

test.each([
  [[], ['/clean', '/mail']],
  [['/mail'], ['/mail']],
  [
    ['mail customers', '/clean'],
    ['/mail', '/clean'],
  ],
])('%j means %j', (args, urls) => {
  writeFileSync(join(folder, 'cron.yaml'), two);
  expect(named({ args })).toEqual(urls);
});

test.each([
  ['a job that is not there', two, { args: ['/nope'] }, 'FB6030', /\/clean, \/mail/],
  ['a job where there are none', 'cron: []', { args: ['/nope'] }, 'FB6030', /none yet/],
  ['an app without a cron.yaml', null, {}, 'FB3201', /--file/],
  ['a file that cannot be read', two, { file: 'nowhere/cron.yaml' }, 'FB6005', /path/],
])('%s', (_what, text, given, code, hint) => {
  if (text !== null) writeFileSync(join(folder, 'cron.yaml'), text);
  expect(() => named(given)).toThrow(
    expect.objectContaining({
      diagnostics: [expect.objectContaining({ code, hint: expect.stringMatching(hint) as string })],
    }),
  );
});
