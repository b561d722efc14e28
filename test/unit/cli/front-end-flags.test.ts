import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allCommands } from '../../../src/cli/commands/index.ts';
import { openAccessLog } from '../../../src/cli/access-log.ts';
import { taskRequest } from '../../../src/cli/commands/task.ts';
import { flags } from '../../../src/cli/flags.ts';
import type { Options } from '../../../src/cli/options.ts';
import { createPrinter } from '../../../src/cli/print/printer.ts';
import { trustSteps } from '../../../src/cli/print/trust.ts';
import { createProgram } from '../../../src/cli/program.ts';
import { testJob } from '../../support/session.ts';
import { requestRecord } from '../../support/request-record.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function optionsOf(argv: readonly string[]): Promise<Options> {
  const parsed: Options[] = [];
  const program = createProgram(await allCommands(), (_command, _args, options) => {
    parsed.push(options);
    return Promise.resolve();
  });
  await program.parseAsync(argv, { from: 'user' });
  return parsed[0] ?? expect.fail('no command ran');
}

test.each([
  [['run'], null],
  [['run', '--https'], 8443],
  [['run', '--https=0'], 0],
  [['run', '--https', '9443'], 9443],
  [['run', '--https', '--detach'], 8443],
])('%j: HTTPS on %j', async (argv, port) => {
  expect((await optionsOf(argv)).https).toBe(port);
});

test('--https takes a port and no app', async () => {
  await expect(optionsOf(['run', '--https', './shop'])).rejects.toMatchObject({ name: 'CommanderError' });
});

const defaults = Object.fromEntries(
  Object.entries(flags).map(([name, flag]) => [name, flag.default]),
) as unknown as Options;

test('a task has a queue, a name, and what it was given', () => {
  const request = (difference: Partial<Options>, ...args: readonly string[]) =>
    taskRequest({ args, options: { ...defaults, ...difference } });
  expect(request({ queue: 'mail' })).toMatchObject({
    sender: {
      kind: 'task',
      queue: 'mail',
      name: expect.stringMatching(/^[1-9]\d{19}$/) as string,
      retries: 0,
    },
    method: 'POST',
    url: '/_ah/queue/mail',
    service: null,
    headers: [],
    body: null,
  });
  const given = {
    name: '7',
    retryCount: 3,
    data: 'hi',
    header: ['X-A: b: c'],
    method: 'PUT',
    service: 'api',
  };
  expect(request(given, '/work?x')).toMatchObject({
    sender: { name: '7', retries: 3 },
    method: 'PUT',
    url: '/work?x',
    service: 'api',
    headers: [['X-A', 'b: c']],
    body: 'hi',
  });
});

test.each(['X-AppEngine-TaskName: 1', 'x-google-flexbuild-ticket: 1', 'Host: a', 'no header', 'a b: c'])(
  'a task cannot have the header "%s"',
  (header) => {
    const options = { ...defaults, header: [header] };
    expect(() => taskRequest({ args: [], options })).toThrow(
      expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'FB6031' })] }) as Error,
    );
  },
);

test('the access log grows by a line for each request', async () => {
  const file = join(folder, 'access.json');
  const job = testJob();
  const stdout: string[] = [];
  const sink = { colour: false, write: (text: string) => stdout.push(text) };
  const print = createPrinter({ format: 'text', verbose: false, stdout: sink, stderr: sink });
  const request = { kind: 'request', record: requestRecord(), service: 'web', version: 'v1' } as const;
  for (const accessLog of [file, file, '-']) {
    await using log = await openAccessLog({ options: { ...defaults, accessLog }, job, print }, 'my-project');
    log.job.notify(request);
    log.job.notify({ kind: 'waiting', what: 'another' });
  }
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(stdout).toEqual([`${lines[0] ?? ''}\n`]);
  expect(JSON.parse(stdout[0] ?? '')).toMatchObject({
    httpRequest: { status: 200 },
    trace: expect.stringContaining('projects/my-project/traces/') as string,
  });
  expect(job.notices).toHaveLength(6);
  const nowhere = { ...defaults, accessLog: join(folder, 'no', 'such.json') };
  await expect(openAccessLog({ options: nowhere, job, print }, 'p')).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5032' }],
  });
});

test.each([
  ['linux', String.raw`'/home/o'\''brien/ca.pem'`],
  ['darwin', String.raw`'/home/o'\''brien/ca.pem'`],
  ['freebsd', String.raw`'/home/o'\''brien/ca.pem'`],
  ['win32', `"/home/o'brien/ca.pem"`],
] as const)('how to trust the authority on %s', (system, quoted) => {
  const steps = trustSteps("/home/o'brien/ca.pem", system);
  expect(steps.map((step) => step.for)).toEqual(expect.arrayContaining(['Firefox', 'curl, this once']));
  for (const { commands } of steps) expect(commands.join(' ')).toContain(quoted);
});
