import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/cli/print/diagnostic.ts';
import { FlexbuildError } from '../../src/core/index.ts';
import { openProject } from '../../src/project/index.ts';

const cases = join(import.meta.dirname, 'errors');

const start = process.cwd();
afterAll(() => process.chdir(start));

/** A case is an app with something wrong, and in message.txt what a user who stands in its folder is shown. */
test.each(readdirSync(cases))('%s', (name) => {
  const golden = join(cases, name, 'message.txt');
  const message = messageFor(join(cases, name));
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, message);
  expect(message).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : 'no message.txt: run with UPDATE_GOLDEN=1');
  expect(message, 'messages show no secret').not.toMatch(/s3cr3t|hunter2/);
});

function messageFor(folder: string): string {
  process.chdir(folder);
  try {
    openProject({ target: '.', context: null, dockerfile: null, image: null, substitutions: null });
  } catch (error) {
    if (!(error instanceof FlexbuildError)) throw error;
    return `${error.diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, { colour: false })).join('\n\n')}\n`;
  }
  throw new Error('the app of this case is planned without an error');
}
