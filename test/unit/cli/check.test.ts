import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { check } from '../../../src/cli/commands/check.ts';
import { schema } from '../../../src/cli/commands/schema.ts';
import type { Call } from '../../../src/cli/command.ts';
import { flags } from '../../../src/cli/flags.ts';
import type { Options } from '../../../src/cli/options.ts';
import { createPrinter } from '../../../src/cli/print/printer.ts';

const folder = mkdtempSync(join(tmpdir(), 'flexbuild-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sound = 'cron:\n- url: /a\n  schedule: every 5 minutes\n';
const warned = `${sound}  retry_parameters: { min_backoff_seconds: 9, max_backoff_seconds: 1 }\n`;
const wrong = 'cron:\n- url: a\n  schedule: every 5 minutes\n';

test.each([
  [sound, {}, 0],
  [sound, { strict: true }, 0],
  [warned, {}, 0],
  [warned, { strict: true }, 65],
  [wrong, {}, 65],
])('%j with %j: %i', async (text, options, exitCode) => {
  expect((await run(text, options)).exitCode).toBe(exitCode);
});

test('stdout has what was found, in the form that is asked for', async () => {
  const path = join(folder, 'cron.yaml');
  expect((await run(sound, {})).stdout).toBe(`${path}: no problems\n`);
  expect((await run(wrong, {})).stdout).toMatch(/^error\[FB1008\](.|\n)+cron\.yaml: 1 error\n$/);
  expect((await run(warned, { format: 'github' })).stdout).toMatch(/^::warning file=.*\n$/);
  expect(JSON.parse((await run(warned, { format: 'json' })).stdout)).toMatchObject({
    version: 1,
    kind: 'checked',
    files: [{ path, kind: 'cron', service: null }],
    diagnostics: [{ code: 'FB1013', severity: 'warning' }],
    errors: 0,
    warnings: 1,
  });
});

test('what was fixed is said, and is no problem any more', async () => {
  expect(await run(sound.replace('cron', 'jobs'), { fix: true })).toEqual({
    exitCode: 0,
    stdout: `${join(folder, 'cron.yaml')}: no problems\n`,
    stderr: `Changed [${join(folder, 'cron.yaml')}]: line 1: wrote cron instead of jobs.\n`,
  });
});

test('schema prints the schema that is asked for, and no other', async () => {
  const { call, written } = callWith(['dispatch'], {});
  expect(await schema.run(call)).toBe(0);
  expect(JSON.parse(written.stdout)).toMatchObject({ $id: 'urn:flexbuild:schema:dispatch' });
  expect(() => schema.run(callWith(['toString'], {}).call)).toThrow(
    expect.objectContaining({ fault: 'usage' }),
  );
});

async function run(text: string, options: Partial<Options>) {
  const path = join(folder, 'cron.yaml');
  writeFileSync(path, text);
  const { call, written } = callWith([path], options);
  const exitCode = await check.run(call);
  return { exitCode, ...written };
}

function callWith(args: readonly string[], given: Partial<Options>) {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    colour: false,
    write: (text: string) => void (written[name] += text),
  });
  const defaults = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, flag.default]));
  const options = { ...defaults, ...given } as Options;
  const print = createPrinter({ ...options, stdout: sink('stdout'), stderr: sink('stderr') });
  const call: Call = {
    args,
    options,
    print,
    job: { notify: (notice) => print.notice(notice), signal: AbortSignal.abort() },
    env: {},
    interactive: false,
    onSecondInterrupt: () => undefined,
  };
  return { call, written };
}
