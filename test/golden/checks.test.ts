import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { formatCheck } from '../../src/cli/print/check.ts';
import { checkFiles } from '../../src/project/index.ts';

const cases = join(import.meta.dirname, 'checks');

const start = process.cwd();
afterAll(() => process.chdir(start));

/** A case is an app, and in message.txt what `flexbuild check` prints of all its folders with yaml files. */
test.each(readdirSync(cases))('%s', async (name) => {
  const golden = join(cases, name, 'message.txt');
  const message = await messageFor(join(cases, name));
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, message);
  expect(message).toBe(existsSync(golden) ? readFileSync(golden, 'utf8') : 'no message.txt: run with UPDATE_GOLDEN=1');
});

async function messageFor(folder: string): Promise<string> {
  process.chdir(folder);
  const files = readdirSync('.', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.yaml'));
  const targets = [...new Set(files.map((path) => dirname(path)))].toSorted();
  const report = await checkFiles({ targets, substitutions: null });
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error').length;
  return `${formatCheck(report, { errors, warnings: report.diagnostics.length - errors }, { colour: false })}\n`;
}
