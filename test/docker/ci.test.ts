import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { digestOf, labels } from '../../src/core/index.ts';
import { connectEngine, packageFolder } from '../../src/index.ts';
import { flexbuild } from '../support/command-line.ts';
import { programsIn, runSteps, type Step } from '../support/workflow.ts';

// The steps of the workflow and of the action, one after the other, on an app in a repository of its own.

let repository = '';
let app = '';
let env: NodeJS.ProcessEnv = {};
beforeEach(async () => {
  repository = mkdtempSync(join(tmpdir(), 'fb '));
  mkdirSync(join(repository, '.git'));
  app = join(repository, 'my app');
  cpSync(join(packageFolder(), 'examples/python-flask'), app, { recursive: true });
  env = {
    XDG_RUNTIME_DIR: repository,
    PATH: [programsIn(repository), process.env['PATH']].join(delimiter),
    FLEXBUILD_PORT: String(await freePort()),
  };
});
afterEach(async () => {
  flexbuild(['down', '--all'], { env });
  await using engine = await connectEngine({ env: process.env });
  for (const image of await engine.images.list({ [labels.folder]: digestOf(app).slice(0, 16) }))
    await engine.images.remove(image.id);
  rmSync(repository, { recursive: true });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const breakApp = () =>
  appendFileSync(join(app, 'main.py'), '\n@app.before_request\ndef refuse():\n    return "broken", 500\n');
const running = () => JSON.parse(flexbuild(['ps', app, '--format', 'json'], { env }).stdout) as object;
const statuses = (results: ReturnType<typeof runSteps>) =>
  Object.fromEntries(results.map(({ name, status }) => [name, status]));

describe('the workflow for GitHub', () => {
  function workflowSteps(): readonly Step[] {
    expect(flexbuild(['gen-config', '--custom', '-y', app]).status).toBe(0);
    expect(flexbuild(['init', '--ci', 'github', app]).status).toBe(0);
    const text = readFileSync(join(repository, '.github/workflows/flexbuild.yml'), 'utf8');
    return (parse(text) as { readonly jobs: { readonly flexbuild: { readonly steps: readonly Step[] } } })
      .jobs.flexbuild.steps;
  }

  test('passes for an app that works, and leaves nothing that runs', () => {
    const results = runSteps(workflowSteps(), { cwd: repository, env });
    expect(statuses(results), JSON.stringify(results)).toEqual({
      'Install flexbuild': 0,
      'Check the yaml files': 0,
      'Compare the generated files with app.yaml': 0,
      'Build the image': 0,
      'Start the app and ask it': 0,
      'Stop the app': 0,
    });
    expect(running()).toMatchObject({ sessions: [] });
  });

  test('fails where the app answers with an error, shows what it wrote, and leaves nothing that runs', () => {
    const steps = workflowSteps();
    breakApp();
    const results = runSteps(steps, { cwd: repository, env });
    expect(statuses(results)).toMatchObject({
      'Build the image': 0,
      'Start the app and ask it': 22,
      'Show what the app wrote': 0,
      'Stop the app': 0,
    });
    expect(results.find(({ name }) => name.startsWith('Show'))?.output).toContain('Listening at');
    expect(running()).toMatchObject({ sessions: [] });
  });

  test('fails where a generated file is not as app.yaml says', () => {
    const steps = workflowSteps();
    appendFileSync(join(app, 'Dockerfile'), 'USER root\n');
    const results = runSteps(steps, { cwd: repository, env });
    expect(statuses(results)).toMatchObject({ 'Compare the generated files with app.yaml': 1 });
    expect(statuses(results)).not.toHaveProperty('Build the image');
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

  test('passes for an app that works, fails for one that does not, and leaves nothing that runs', () => {
    const steps = actionSteps({ app: 'my app', port: env['FLEXBUILD_PORT'] ?? '' });
    const results = runSteps(steps, { cwd: repository, env });
    expect(Object.values(statuses(results)), JSON.stringify(results)).toEqual([0, 0, 0, 0, 0]);
    breakApp();
    const broken = runSteps(steps, { cwd: repository, env }).at(-1);
    expect(broken).toMatchObject({ name: 'Start the app and ask it', status: 1 });
    expect(broken?.output).toContain('Listening at');
    expect(running()).toMatchObject({ sessions: [] });
  });
});
