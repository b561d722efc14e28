import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  readTestFile,
  runContract,
  type ContractOptions,
  type ContractReport,
} from '../../src/contract/index.ts';
import { directNetwork } from '../../src/core/index.ts';
import { defaultAppSettings, usualMetadata } from '../../src/emulator/index.ts';
import { flexLimits, parsePlaces } from '../../src/frontend/index.ts';
import { openProject } from '../../src/project/index.ts';
import { sessionOptions } from '../support/emulator-options.ts';
import { testJob } from '../support/session.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fb-contract-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('an app that does all that is asked of it passes; what a plain process cannot show is skipped', async () => {
  const report = await reportOn('none');
  expect(report.started).toBe(true);
  expect(failedIn(report)).toEqual([]);
  expect(idsOf(report, 'skipped')).toEqual(['user', 'root-files', 'writes']);
  expect(idsOf(report, 'passed')).toEqual([
    'requests',
    'starts',
    'start-timeout',
    'listens',
    'readiness',
    'liveness',
    'forwarded-proto',
    'memory',
    'sigterm',
    'open-request',
    'logs',
  ]);
});

test.concurrent.each([
  ['loopback', 'listens'],
  ['not-ready', 'readiness'],
  ['not-live', 'liveness'],
  ['redirect', 'forwarded-proto'],
  ['leak', 'memory'],
  ['ignores-sigterm', 'sigterm'],
  ['drops-requests', 'open-request'],
  ['broken-json', 'logs'],
  ['unknown-severity', 'logs'],
])('an app with the fault %s fails %s, and no other check', async (fault, id) => {
  const skip = fault === 'redirect' ? ['requests'] : [];
  const report = await reportOn(fault, { skip });
  expect(report.started).toBe(true);
  expect(failedIn(report)).toEqual([id]);
});

test.concurrent.each([
  ['ends', 'starts'],
  ['never-listens', 'start-timeout'],
])('of an app that gives no answer (%s), %s fails and the rest is skipped', async (fault, id) => {
  const report = await reportOn(fault);
  expect(report.started).toBe(false);
  expect(failedIn(report)).toEqual([id]);
  expect(idsOf(report, 'passed')).toEqual([]);
});

test.concurrent.each([
  ['checks: [{ get: /live, status: 201 }]', 'requests'],
  ['checks: [{ get: /live, status: 200, body: dead }]', 'requests'],
  ['checks: [{ get: /live, status: 200, json: { a: 1 } }]', 'requests'],
  ['checks: [{ get: /, status: 200, json: { sizes: { large: 3 } } }]', 'requests'],
  ['workers: 2', 'workers'],
  ['stop: { code: 1, withinSeconds: 10 }', 'exit'],
  ['stop: { code: 0, withinSeconds: 0 }', 'exit'],
])('what the test file %j asks for and the app does not fails', async (text, id) => {
  const report = await reportOn('none', {
    only: [id],
    testFile: readTestFile({ file: 'flexbuild.test.yaml', text }),
  });
  expect(failedIn(report)).toEqual([id]);
});

test('a check that there is not is refused with the one that is meant', async () => {
  await expect(reportOn('none', { skip: ['sigtrem'] })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5461', hint: expect.stringContaining('sigterm') as string }],
  });
});

/** What the checks of this app say, small numbers in place of the platform's. */
async function reportOn(fault: string, difference: Partial<ContractOptions> = {}): Promise<ContractReport> {
  const target = fileURLToPath(new URL('../support/contract-app', import.meta.url));
  const opened = openProject({ target, context: null, dockerfile: null, image: null, substitutions: null });
  const { run } = opened.plan;
  const readiness = { ...run.health.readiness, appStartTimeoutSec: fault === 'never-listens' ? 1 : 60 };
  const resources = { ...run.resources, memoryGb: 0.2 };
  const plan = {
    ...opened.plan,
    run: { ...run, resources, stopGraceMs: 3_000, health: { ...run.health, readiness } },
  };
  const text = 'checks: [{ get: /, status: 200, json: { sizes: { small: 1 } } }]\nslow: /slow';
  return await runContract(
    {
      app: {
        projects: [{ ...opened, plan }],
        dispatch: [],
        host: {
          kind: 'process',
          folders: { sessions: join(folder, 'sessions'), environments: join(folder, 'environments') },
          user: { PATH: process.env['PATH'] },
          network: directNetwork,
          inPlace: false,
          interpreter: null,
          entrypoint: `exec '${process.execPath}' server.js`,
        },
        env: { FAULT: fault },
        app: defaultAppSettings,
        metadata: usualMetadata,
        instances: 1,
        healthChecks: true,
        listen: { host: '127.0.0.1', port: 0 },
        limits: flexLimits,
        places: parsePlaces([]),
        workers: 1,
        https: null,
        session: sessionOptions(folder),
      },
      testFile: readTestFile({ file: 'flexbuild.test.yaml', text }),
      only: [],
      skip: [],
      requests: 250,
      ...difference,
    },
    testJob(),
  );
}

function failedIn(report: ContractReport): readonly string[] {
  return idsOf(report, 'failed');
}

function idsOf({ results }: ContractReport, kind: 'passed' | 'failed' | 'skipped'): readonly string[] {
  return results.filter(({ outcome }) => outcome.kind === kind).map(({ id }) => id);
}
