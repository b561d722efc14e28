import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { formatDiagnostic } from '../../src/cli/print/diagnostic.ts';
import { readAppYaml } from '../../src/manifest/index.ts';
import { readIncluded } from '../../src/project/open.ts';

/**
 * A case is an app.yaml that deploys: in config.json is what it sets besides the defaults, and in warnings.txt what its
 * user is told all the same, which is nothing where the file is as Google's samples are.
 */
const cases = join(import.meta.dirname, 'accepted');

const start = process.cwd();
afterAll(() => process.chdir(start));

const defaults = read('runtime: custom\nenv: flex\n').app.config;

test.each(readdirSync(cases))('%s', (name) => {
  process.chdir(join(cases, name));
  const { app, diagnostics } = read(readFileSync('app.yaml', 'utf8'));
  const warnings = diagnostics.map((diagnostic) => `${formatDiagnostic(diagnostic, { colour: false })}\n`);
  expectGolden('config.json', `${JSON.stringify(beyond(defaults, app.config), null, 2)}\n`);
  expectGolden('warnings.txt', warnings.join('\n'));
  expect(warnings.join(), 'messages show no secret').not.toMatch(/s3cr3t|hunter2/);
});

function read(text: string): ReturnType<typeof readAppYaml> {
  return readAppYaml({ file: 'app.yaml', text, substitutions: null, readFile: readIncluded });
}

/** What `value` has and `usual` has not; whole lists, and of objects the properties that differ. */
function beyond(usual: unknown, value: unknown): unknown {
  if (!isObject(usual) || !isObject(value)) return value;
  const changed = Object.entries(value).filter(([key, own]) => !isDeepStrictEqual(own, usual[key]));
  return Object.fromEntries(changed.map(([key, own]) => [key, beyond(usual[key], own)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function expectGolden(file: string, text: string): void {
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(existsSync(file) ? readFileSync(file, 'utf8') : `no ${file}: run with UPDATE_GOLDEN=1`);
}
