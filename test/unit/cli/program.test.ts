import { expect, test } from 'vitest';
import { allCommands } from '../../../src/cli/commands/index.ts';
import type { Options } from '../../../src/cli/options.ts';
import { createProgram } from '../../../src/cli/program.ts';

test('what was not given is null, false or empty: app.yaml and the engine decide', async () => {
  expect(await optionsOf(['run'])).toMatchObject({
    instances: null,
    project: null,
    platform: null,
    detach: false,
    env: [],
    port: 8080,
  });
});

test('flags are read by the form that they have', async () => {
  const options = await optionsOf(['run', '--instances', '3', '-e', 'A=1', '-e', 'B=2', '--no-cache']);
  expect(options).toMatchObject({ instances: 3, env: ['A=1', 'B=2'], cache: false });
});

test('check takes flags of its own, and every command annotations', async () => {
  const options = await optionsOf(['check', 'a', 'b/app.yaml', '--strict', '--format', 'github']);
  expect(options).toMatchObject({ strict: true, fix: false, substitute: false, format: 'github' });
  expect(await optionsOf(['build', '--format', 'github'])).toMatchObject({ format: 'github' });
});

test.each([
  [['run', '--instances', '0']],
  [['run', '--port', '65536']],
  [['plan', '--format', 'xml']],
  [['base', 'biuld']],
  [['plan', '--tag', 'x']],
])('%j is refused, and nothing runs', async (argv) => {
  await expect(optionsOf(argv)).rejects.toMatchObject({ name: 'CommanderError' });
});

async function optionsOf(argv: readonly string[]): Promise<Options | null> {
  let parsed: Options | null = null;
  const program = createProgram(await allCommands(), (_command, _args, options) => {
    parsed = options;
    return Promise.resolve();
  });
  await program.parseAsync(argv, { from: 'user' });
  return parsed;
}
