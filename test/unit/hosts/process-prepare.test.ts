import { mkdtemp, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Notice } from '../../../src/core/index.ts';
import { prepareProcess, type PrepareRequest } from '../../../src/hosts/process/prepare.ts';
import { withEntrypoint, type BuildPlan } from '../../../src/plan/index.ts';
import { planOf as plannedApp } from '../../support/app.ts';
import { planOf } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const modifiedMs = Date.UTC(2024, 0, 2);

function requestOf(plan: BuildPlan): PrepareRequest {
  const content = (): Uint8Array => Buffer.from('#!/bin/sh\n');
  return {
    plan,
    files: {
      folder: '/the/app',
      entries: [
        { kind: 'directory', path: 'bin', mode: 0o555, modifiedMs },
        { kind: 'file', path: 'bin/run', mode: 0o555, modifiedMs, size: 10, content },
        { kind: 'symlink', path: 'run', target: 'bin/run', modifiedMs },
      ],
    },
    folder: join(folder, plan.service),
    sharedFolder: join(folder, 'environments'),
    user: { PATH: process.env['PATH'], HOME: folder },
    inPlace: false,
    interpreter: null,
  };
}

const custom = (): BuildPlan =>
  plannedApp({ 'app.yaml': 'runtime: custom\nenv: flex\n', Dockerfile: 'FROM scratch\nCMD ["x"]\n' });

test('an app whose command only its image knows is an error at the line of its runtime', async () => {
  await expect(prepareProcess(requestOf(custom()), testJob())).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5320', at: { file: 'app.yaml', start: { line: 1 } } }],
  });
});

test('an entrypoint of the command line takes its place, run as a shell would', async () => {
  const plan = withEntrypoint(custom(), 'node server.js --port $PORT');
  expect(plan.run.command).toEqual({ form: 'shell', shell: 'sh', text: 'exec node server.js --port $PORT' });
  expect(withEntrypoint(custom(), 'a && b').run.command).toMatchObject({ text: 'a && b' });
  expect(await prepareProcess(requestOf(plan), testJob())).toMatchObject({ path: [], env: {} });
});

test('the files are staged with their modes, links and times, and can be removed again', async () => {
  const plan = planOf({ service: 'staged', command: { form: 'exec', argv: ['./run'] } });
  const { appFolder } = await prepareProcess(requestOf(plan), testJob());
  expect(await readFile(join(appFolder, 'run'), 'utf8')).toBe('#!/bin/sh\n');
  expect(await readlink(join(appFolder, 'run'))).toBe('bin/run');
  const { mode, mtimeMs } = await stat(join(appFolder, 'bin/run'));
  expect(mode & 0o777).toBe(0o755);
  expect(mtimeMs).toBe(modifiedMs);
});

test('an interpreter of another version is taken where it was named, and said', async () => {
  const interpreter = { title: 'Shell', version: '99.1', programs: [], folders: [], ask: ['-c', 'echo 5.2'] };
  const environment = { files: [], path: ['{environment}/bin'], makers: [{ program: null, steps: [] }] };
  const plan = {
    ...planOf({ service: 'other' }),
    process: { interpreter, environment, env: { WITH: '{interpreter}' } },
  };
  const notices: Notice[] = [];
  const job = { ...testJob(), notify: (notice: Notice) => notices.push(notice) };
  const prepared = await prepareProcess({ ...requestOf(plan), interpreter: '/bin/sh' }, job);
  expect(prepared.env).toEqual({ WITH: '/bin/sh' });
  expect(prepared.path).toEqual([expect.stringMatching(/environments\/[0-9a-f]{24}\/bin$/)]);
  expect(notices).toMatchObject([
    { diagnostic: { code: 'FB5326', message: expect.stringContaining('5.2') as string } },
  ]);
});
