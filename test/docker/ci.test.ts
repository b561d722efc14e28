import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ensureBase } from '../../src/bases/index.ts';
import { digestOf, labels, networkSettingsFrom } from '../../src/core/index.ts';
import { connectEngine, packageFolder, type Engine } from '../../src/index.ts';
import { makeStepImage, runCloudBuild, type CloudBuild } from '../support/cloud-build.ts';
import { flexbuild } from '../support/command-line.ts';
import { packInto } from '../support/installed-package.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';
import { runGitlabJob, runnerEnvironment, runSteps, type GitlabJob, type Step } from '../support/workflow.ts';

// The steps of the workflows and of the action, one after the other, on an app in a repository of its own. What they
// install is the package as it would be published; where they start an engine, there is one already.

let engine: Engine;
let packages = '';
let packed = '';
let repository = '';
let app = '';
let env: NodeJS.ProcessEnv = {};

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  packages = mkdtempSync(join(tmpdir(), 'fb-ci-'));
  packed = await packInto(packages);
});
afterAll(async () => {
  await engine[Symbol.asyncDispose]();
  rmSync(packages, { recursive: true });
});
beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'fb '));
  mkdirSync(join(repository, '.git'));
  app = join(repository, 'my app');
  cpSync(join(packageFolder(), 'examples/python-flask'), app, { recursive: true });
  env = { ...runnerEnvironment(repository, ['apt-get', 'dockerd']), FLEXBUILD_PACKAGE: packed };
});
afterEach(async () => {
  for (const folder of [app, '/workspace/my app'])
    for (const image of await engine.images.list({ [labels.folder]: digestOf(folder).slice(0, 16) }))
      await engine.images.remove(image.id);
  rmSync(repository, { recursive: true });
});

const breakApp = () =>
  appendFileSync(join(app, 'main.py'), '\n@app.before_request\ndef refuse():\n    return "broken", 500\n');
/** What is still there of the app's instances. */
const running = () => engine.containers.list({ [labels.app]: 'my-app-default' });
const statuses = (results: ReturnType<typeof runSteps>) =>
  Object.fromEntries(results.map(({ name, status }) => [name, status]));

function writtenFor(system: string, path: string): unknown {
  expect(flexbuild(['gen-config', '--custom', '-y', app]).status).toBe(0);
  expect(flexbuild(['init', '--ci', system, app]).status).toBe(0);
  return parse(readFileSync(join(repository, path), 'utf8'));
}

describe('the workflow for GitHub', () => {
  const workflowSteps = () =>
    (
      writtenFor('github', '.github/workflows/flexbuild.yml') as {
        readonly jobs: { readonly flexbuild: { readonly steps: readonly Step[] } };
      }
    ).jobs.flexbuild.steps;

  test('passes for an app that works, and leaves nothing that runs', async () => {
    const results = runSteps(workflowSteps(), { cwd: repository, env });
    expect(statuses(results), JSON.stringify(results)).toEqual({
      'Install flexbuild': 0,
      'Check the yaml files': 0,
      'Compare the generated files with app.yaml': 0,
      'Build the image': 0,
      'Test the app': 0,
    });
    expect(await running()).toEqual([]);
  });

  test('fails where the app answers with an error, as an annotation at the line that asks for more', async () => {
    const steps = workflowSteps();
    breakApp();
    const results = runSteps(steps, { cwd: repository, env });
    expect(statuses(results)).toMatchObject({ 'Build the image': 0, 'Test the app': 1 });
    const { output = '' } = results.at(-1) ?? {};
    expect(output).toMatch(/^::error file=.*example\.yaml,line=\d+,.*title=FB5460::/m);
    expect(await running()).toEqual([]);
  });

  test('fails where a generated file is not as app.yaml says', () => {
    const steps = workflowSteps();
    appendFileSync(join(app, 'Dockerfile'), 'USER root\n');
    const results = runSteps(steps, { cwd: repository, env });
    expect(statuses(results)).toMatchObject({ 'Compare the generated files with app.yaml': 1 });
    expect(statuses(results)).not.toHaveProperty('Build the image');
  });
});

describe('the job for GitLab', () => {
  const job = () => (writtenFor('gitlab', '.gitlab-ci.yml') as { readonly flexbuild: GitlabJob }).flexbuild;
  const report = () => readFileSync(join(repository, 'flexbuild-report.xml'), 'utf8');

  test('passes for an app that works, with a report, and leaves nothing that runs', async () => {
    const results = runGitlabJob(job(), { cwd: repository, env });
    expect(statuses(results), JSON.stringify(results)).toEqual({ script: 0, after_script: 0 });
    expect(report()).toContain('failures="0"');
    expect(await running()).toEqual([]);
  });

  test('fails where the app answers with an error, and its report says which', async () => {
    const written = job();
    breakApp();
    expect(statuses(runGitlabJob(written, { cwd: repository, env }))).toMatchObject({ script: 1 });
    expect(report()).toContain('it answered 500');
    expect(await running()).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('the build for Cloud Build', () => {
  let session: TestSession;
  let network = '';
  let image = '';

  beforeAll(async () => {
    session = testSession(engine);
    const { id } = await engine.networks.create({ name: session.name('cloudbuild'), labels: session.labels });
    network = id;
    image = session.name('step');
    const base = await ensureBase(
      {
        bases: [{ kind: 'debian', suite: 'bookworm', packages: ['bash', 'hostname', 'libstdc++6'] }],
        override: null,
        engine,
        network: await networkSettingsFrom(process.env),
        platform: null,
      },
      testJob(),
    );
    makeStepImage(base.reference, image);
  });
  afterAll(async () => {
    await engine.images.remove(image);
    await session[Symbol.asyncDispose]();
  });

  /** With the package in the workspace, as one of a user's own would be. */
  function built(build: unknown) {
    cpSync(packed, join(repository, 'flexbuild.tgz'));
    const substitutions = { _FLEXBUILD_PACKAGE: '/workspace/flexbuild.tgz' };
    return runCloudBuild(build as CloudBuild, { workspace: repository, image, network, substitutions });
  }

  test('passes for an app that works, and leaves nothing that runs', async () => {
    const results = built(writtenFor('cloudbuild', 'flexbuild.cloudbuild.yaml'));
    expect(statuses(results), JSON.stringify(results)).toEqual({ flexbuild: 0 });
    expect(results[0]?.output).toContain('passed  requests');
    expect(await running()).toEqual([]);
  });

  test('fails where the app answers with an error', () => {
    const build = writtenFor('cloudbuild', 'flexbuild.cloudbuild.yaml');
    breakApp();
    const results = built(build);
    expect(statuses(results)).toEqual({ flexbuild: 1 });
    expect(results[0]?.output).toContain('it answered 500');
  });

  test('fails where app.yaml is wrong, before anything is built', () => {
    const build = writtenFor('cloudbuild', 'flexbuild.cloudbuild.yaml');
    writeFileSync(join(app, 'app.yaml'), 'runtime: pyton\nenv: flex\n');
    const results = built(build);
    expect(statuses(results)).toEqual({ flexbuild: 65 });
    expect(results[0]?.output).not.toContain('building');
  });
});

describe('action.yml', () => {
  interface Action {
    readonly inputs: Readonly<Record<string, { readonly default: string }>>;
    readonly runs: { readonly steps: readonly Step[] };
  }

  /** With the inputs in their places, as a runner puts them there. */
  function actionSteps(given: Readonly<Record<string, string>>): readonly Step[] {
    const { inputs, runs } = parse(readFileSync(join(packageFolder(), 'action.yml'), 'utf8')) as Action;
    const filled = (text: string) =>
      text.replace(
        /\$\{\{ inputs\.(\w+) \}\}/g,
        (_, name: string) => given[name] ?? inputs[name]?.default ?? '',
      );
    return runs.steps.map((step) => ({
      ...step,
      env: Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)])),
    }));
  }

  test('passes for an app that works, fails for one that does not, and leaves nothing that runs', async () => {
    const steps = actionSteps({ app: 'my app', version: packed, junit: 'report.xml' });
    const results = runSteps(steps, { cwd: repository, env });
    expect(Object.values(statuses(results)), JSON.stringify(results)).toEqual([0, 0, 0, 0, 0]);
    expect(readFileSync(join(repository, 'report.xml'), 'utf8')).toContain('failures="0"');
    breakApp();
    const broken = runSteps(steps, { cwd: repository, env }).at(-1);
    expect(broken).toMatchObject({ name: 'Test the app', status: 1 });
    expect(broken?.output).toContain('::error');
    expect(await running()).toEqual([]);
    const skip = 'requests open-request';
    const [lenient] = runSteps(actionSteps({ app: 'my app', skip }).slice(-1), { cwd: repository, env });
    expect(lenient).toMatchObject({ name: 'Test the app', status: 0 });
  });
});
