import { access, chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Notice } from '../../src/core/index.ts';
import { ensureEnvironment, type EnvironmentRequest } from '../../src/hosts/process/environment.ts';
import { findInterpreter } from '../../src/hosts/process/interpreter.ts';
import type { Interpreter, ProcessPlan } from '../../src/plan/index.ts';
import { testJob } from '../support/session.ts';

const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-test-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true }))));

const wanted: Interpreter = {
  title: 'Snake',
  version: '3.11',
  programs: ['snake{version}', 'snake'],
  folders: ['versions/*/bin'],
  ask: ['--version'],
};

/** A program that says it is `version`, or that fails where that is null. */
async function program(path: string, version: string | null): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${version === null ? 'exit 127' : `echo ${version}`}\n`);
  await chmod(path, 0o755);
  return path;
}

describe('findInterpreter', () => {
  const find = (override: string | null = null) =>
    findInterpreter({
      wanted,
      override,
      env: { PATH: `${join(folder, 'a')}:${join(folder, 'b')}:/bin`, HOME: folder },
    });

  test('takes the first name in PATH that runs and is of the version', async () => {
    // As pyenv's files are for versions that are not chosen.
    await program(join(folder, 'a/snake3.11'), null);
    await program(join(folder, 'a/snake'), '3.12.1');
    const path = await program(join(folder, 'b/snake'), '3.11.4');
    expect(await find()).toEqual({ path, version: '3.11.4' });
  });

  test('looks where version managers keep theirs, and does not take 3.1 for 3.11', async () => {
    await program(join(folder, 'a/snake'), '3.1.1');
    await program(join(folder, 'versions/3.10.2/bin/snake'), '3.10.2');
    const path = await program(join(folder, 'versions/3.11.9/bin/snake'), '3.11.9');
    expect(await find()).toEqual({ path, version: '3.11.9' });
  });

  test('lists what there is where none fits', async () => {
    const path = await program(join(folder, 'b/snake'), '3.12.1');
    await expect(find()).rejects.toMatchObject({
      diagnostics: [{ code: 'FB5322', detail: [`found Snake 3.12.1: ${path}`] }],
    });
  });

  test('takes what was named, by path or by name, whatever its version is', async () => {
    const path = await program(join(folder, 'b/snake'), '2.7.18');
    expect(await find(path)).toEqual({ path, version: '2.7.18' });
    expect(await find('snake')).toEqual({ path, version: '2.7.18' });
    await expect(find('/bin/true')).rejects.toMatchObject({ diagnostics: [{ code: 'FB5323' }] });
  });
});

describe('ensureEnvironment', () => {
  const stepsOf = (...scripts: readonly string[]) => scripts.map((script) => ['sh', '-c', script]);
  const planOf = (
    steps: readonly (readonly string[])[],
    files: readonly string[] | null = ['needs.txt'],
  ): ProcessPlan => ({
    interpreter: wanted,
    environment: { files, path: [], makers: [{ program: null, steps }] },
    env: {},
  });

  async function request(plan: ProcessPlan): Promise<EnvironmentRequest> {
    const appFolder = join(folder, 'app');
    await mkdir(appFolder, { recursive: true });
    await writeFile(join(appFolder, 'needs.txt'), 'one\n', { flag: 'a' });
    return {
      service: 'default',
      plan,
      interpreter: { path: '/bin/sh', version: '3.11.4' },
      appFolder,
      sharedFolder: join(folder, 'shared'),
      ownFolder: join(folder, 'own'),
      env: { PATH: process.env['PATH'] },
    };
  }

  // One line in `made` for each time that it is made.
  const making = stepsOf('echo made >>../made; sleep 0.1', 'cp needs.txt {environment}/');

  test('makes one for equal inputs, and another where one of them changes', async () => {
    const same = await request(planOf(making));
    const first = await ensureEnvironment(same, testJob());
    expect(await ensureEnvironment(same, testJob())).toBe(first);
    expect(await readFile(join(first, 'needs.txt'), 'utf8')).toBe('one\n');
    const otherFiles = await ensureEnvironment(await request(planOf(making)), testJob());
    const otherInterpreter = { ...same, interpreter: { path: '/bin/bash', version: '3.11.5' } };
    expect(new Set([first, otherFiles, await ensureEnvironment(otherInterpreter, testJob())]).size).toBe(3);
  });

  test('makes it once where several ask at the same time', async () => {
    const same = await request(planOf(making));
    const made = await Promise.all([1, 2, 3].map(() => ensureEnvironment(same, testJob())));
    expect(new Set(made).size).toBe(1);
    expect(await readFile(join(folder, 'made'), 'utf8')).toBe('made\n');
  });

  test('makes a half-made one anew', async () => {
    const same = await request(planOf(making));
    const made = await ensureEnvironment(same, testJob());
    await rm(join(made, '.flexbuild-whole'));
    await writeFile(join(made, 'half'), '');
    expect(await ensureEnvironment(same, testJob())).toBe(made);
    expect(await readdir(made)).toEqual(['.flexbuild-whole', 'needs.txt']);
  });

  test('keeps for itself one that any file of the app may change', async () => {
    expect(await ensureEnvironment(await request(planOf(making, null)), testJob())).toBe(join(folder, 'own'));
  });

  test('says which step failed, with its last lines, and leaves nothing', async () => {
    const failing = planOf(stepsOf('true', 'echo no such package >&2; exit 4'));
    const notices: Notice[] = [];
    const job = { ...testJob(), notify: (notice: Notice) => notices.push(notice) };
    await expect(ensureEnvironment(await request(failing), job)).rejects.toMatchObject({
      diagnostics: [{ code: 'FB5324', detail: ['no such package'] }],
    });
    const states = notices.flatMap((notice) => (notice.kind === 'build-step' ? notice.state : []));
    expect(states).toEqual(['started', 'done', 'started', 'failed']);
    expect(await readdir(join(folder, 'shared'))).toEqual([]);
  });

  test('an abort ends the step and leaves nothing', async () => {
    const controller = new AbortController();
    const reason = new Error('interrupted');
    const job = {
      signal: controller.signal,
      notify: (notice: Notice) => notice.kind === 'build-output' && controller.abort(reason),
    };
    const attempt = ensureEnvironment(await request(planOf(stepsOf('echo started; exec sleep 100'))), job);
    await expect(attempt).rejects.toBe(reason);
    expect(await readdir(join(folder, 'shared'))).toEqual([]);
  });

  test('takes the first maker whose program there is', async () => {
    const { environment, ...plan } = planOf([]);
    const makers = ['no-such-program', 'sh', null].map((name) => ({
      program: name,
      steps: stepsOf(`echo ${name} >{environment}/by`),
    }));
    const made = await ensureEnvironment(
      await request({ ...plan, environment: { ...environment, makers } }),
      testJob(),
    );
    expect(await readFile(join(made, 'by'), 'utf8')).toBe('sh\n');
    await access(join(made, '.flexbuild-whole'));
  });
});
