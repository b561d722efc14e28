import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Call } from '../../../src/cli/command.ts';
import { flags } from '../../../src/cli/flags.ts';
import type { Options } from '../../../src/cli/options.ts';
import { createPrinter } from '../../../src/cli/print/printer.ts';
import { appNamed } from '../../../src/cli/projects.ts';
import { testJob } from '../../support/session.ts';

const root = mkdtempSync(join(tmpdir(), 'flexbuild-named-'));
afterAll(() => rmSync(root, { recursive: true }));
const place = (path: string, text: string) => {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
};
const app = place('app.yaml', 'runtime: custom\nenv: flex\n');
const api = place('api.yaml', 'service: api\nruntime: custom\nenv: flex\n');
place('Dockerfile', 'FROM scratch\nCMD ["/app"]\n');
const beside = place('dispatch.yaml', 'dispatch:\n- url: "*/a/*"\n  service: default\n');
const named = place('dispatch.dev.yaml', 'dispatch:\n- url: "*/b/*"\n  service: api\n');

const none = { stdout: { colour: false, write: () => true }, stderr: { colour: false, write: () => true } };
const options = Object.fromEntries(
  Object.entries(flags).map(([name, flag]) => [name, flag.default]),
) as unknown as Options;

function call(...args: readonly string[]) {
  const job = testJob();
  const print = createPrinter({ format: 'text', verbose: false, ...none });
  return { args, options, job, print, env: {}, interactive: false, onSecondInterrupt: () => undefined };
}

function appOf(one: Call & { readonly job: ReturnType<typeof testJob> }) {
  const { projects, dispatch } = appNamed(one);
  const notices = one.job.notices.filter(({ kind }) => kind === 'dispatch-followed');
  return {
    services: projects.map(({ plan }) => plan.service),
    rules: dispatch.map(({ url }) => url),
    notices,
  };
}

test('apps and a dispatch.yaml are told apart by their names, in any order', () => {
  expect(appOf(call(named, app, api))).toEqual({
    services: ['default', 'api'],
    rules: ['*/b/*'],
    notices: [{ kind: 'dispatch-followed', file: named, found: false, rules: 1 }],
  });
});

test('the file beside the apps is named in a notice', () => {
  expect(appOf(call(app))).toEqual({
    services: ['default'],
    rules: ['*/a/*'],
    notices: [{ kind: 'dispatch-followed', file: beside, found: true, rules: 1 }],
  });
});

test('a cron.yaml is nothing to run', () => {
  expect(() => appNamed(call(app, 'cron.yaml'))).toThrow('"cron.yaml" has jobs, and no service to run');
});
