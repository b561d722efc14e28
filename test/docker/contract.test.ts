import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readTestFile, runContract, type ContractReport } from '../../src/contract/index.ts';
import { digestOf, labels } from '../../src/core/index.ts';
import type { AppOptions } from '../../src/emulator/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { openProject } from '../../src/project/index.ts';
import { runOptions } from '../support/run-app.ts';
import { testJob } from '../support/session.ts';
import { ensureTinyImage } from '../support/tiny-image.ts';

// What an image and its container alone can show. An app that does all that is asked of it, but for one line.

let engine: Engine;
let folder: string;
let from: string;

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  from = await ensureTinyImage(engine);
  folder = await mkdtemp(join(tmpdir(), 'fb-contract-'));
  const yaml =
    'runtime: custom\nenv: flex\nresources:\n  volumes:\n    - { name: ram, volume_type: tmpfs, size_gb: 0.1 }\n';
  await writeFile(join(folder, 'app.yaml'), yaml);
  await writeFile(join(folder, 'secret'), 'for its owner alone');
  await chmod(join(folder, 'secret'), 0o600);
  await writeFile(join(folder, 'page.cgi'), '#!/bin/sh\nexec tail /dev/zero\n');
  await chmod(join(folder, 'page.cgi'), 0o755);
});
afterAll(async () => {
  for (const { id } of await engine.images.list({ [labels.folder]: digestOf(folder).slice(0, 16) }))
    await engine.images.remove(id);
  await engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface App {
  /** Lines of its Dockerfile beside those of the app that passes. */
  readonly dockerfile?: string;
  readonly user?: string;
  /** Lines of its script, before it serves. */
  readonly script?: string;
  readonly testFile?: string;
}

const checks = ['starts', 'listens', 'user', 'root-files', 'memory', 'writes'];
const secretIsItsOwn = 'COPY --chown=33:33 secret ./';

test('an app that writes to its volumes, to /tmp and to caches passes', async () => {
  const script = 'mkdir __pycache__; for place in /tmp /mnt/ram __pycache__; do echo one >$place/file; done';
  const dockerfile = `${secretIsItsOwn}\nRUN chmod 777 /app`;
  expect(outcomesOf(await reportOn({ script, dockerfile }))).toEqual({
    starts: 'passed',
    listens: 'passed',
    user: 'passed',
    'root-files': 'passed',
    memory: 'passed',
    writes: 'passed',
  });
});

test.each<[what: string, app: App, id: string, evidence: string]>([
  [
    'keeps files beside its code',
    { dockerfile: `${secretIsItsOwn}\nRUN chmod 777 /app`, script: 'mkdir up; echo one >up/file' },
    'writes',
    'added /app/up/file',
  ],
  [
    'has a file that root alone may read',
    { dockerfile: 'COPY secret ./' },
    'root-files',
    '/app/secret cannot be read by 33: it belongs to 0:0, mode 0600',
  ],
  [
    'has such a file behind a link',
    { dockerfile: 'COPY secret ./\nRUN ln -s app /link\nWORKDIR /link' },
    'root-files',
    '/app/secret cannot be read by 33: it belongs to 0:0, mode 0600',
  ],
  [
    'has a program that makes it root',
    { dockerfile: `${secretIsItsOwn}\nRUN chmod 4755 serve.sh` },
    'root-files',
    '/app/serve.sh runs as root: it belongs to 0:0, mode 4755',
  ],
])('an app that %s fails that check, and no other', async (_what, app, id, evidence) => {
  const report = await reportOn(app);
  expect(failedIn(report)).toEqual([id]);
  expect(report.results.find((one) => one.id === id)?.outcome).toMatchObject({ evidence: [evidence] });
});

test('an app that runs as root by oversight fails that check, and no other', async () => {
  expect(failedIn(await reportOn({ dockerfile: secretIsItsOwn, user: '' }))).toEqual(['user']);
});

test('an app of which one process takes all memory, and another goes on, fails that check, and no other', async () => {
  const dockerfile = `${secretIsItsOwn}\nCOPY page.cgi /page.cgi`;
  const script = 'mkdir /tmp/www/cgi-bin; rm /tmp/www/index.html; cp /page.cgi /tmp/www/cgi-bin/index.cgi';
  expect(failedIn(await reportOn({ dockerfile, script }))).toEqual(['memory']);
});

test('an app that listens on 127.0.0.1 alone fails that check, and no other', async () => {
  const loopback = 'echo "Listening at http://127.0.0.1:$PORT"; PORT=127.0.0.1:$PORT';
  const report = await reportOn({ dockerfile: secretIsItsOwn, script: loopback });
  expect(report.started).toBe(false);
  expect(failedIn(report)).toEqual(['listens']);
});

test('where its test file lets it write, an app may write', async () => {
  const dockerfile = `${secretIsItsOwn}\nRUN chmod 777 /app`;
  const app = { dockerfile, script: 'echo one >data', testFile: 'writes: [/app/data]' };
  expect(failedIn(await reportOn(app))).toEqual([]);
});

/** What the checks say of the app with these lines more. */
async function reportOn({
  dockerfile = '',
  user = 'USER www-data',
  script = '',
  testFile,
}: App): Promise<ContractReport> {
  const serve = `mkdir /tmp/www; echo hello >/tmp/www/index.html\n${script}\nexec httpd -f -p $PORT -h /tmp/www\n`;
  await writeFile(join(folder, 'serve.sh'), serve);
  const image = [
    `FROM ${from}`,
    'WORKDIR /app',
    'COPY serve.sh ./',
    dockerfile,
    user,
    'CMD ["sh", "serve.sh"]',
  ];
  await writeFile(join(folder, 'Dockerfile'), image.join('\n'));
  const opened = openProject({
    target: folder,
    context: null,
    dockerfile: null,
    image: null,
    substitutions: null,
  });
  // Small numbers in place of the platform's; nobody handles SIGTERM in this app, and that is not what is looked at.
  const { run } = opened.plan;
  const resources = { ...run.resources, memoryGb: 0.05 };
  const health = { ...run.health, readiness: { ...run.health.readiness, appStartTimeoutSec: 10 } };
  const plan = { ...opened.plan, run: { ...run, resources, health, stopGraceMs: 200 } };
  const app: AppOptions = {
    ...(await runOptions(engine, { stateFolder: folder })),
    projects: [{ ...opened, plan }],
  };
  const read = testFile === undefined ? null : readTestFile({ file: 'flexbuild.test.yaml', text: testFile });
  return await runContract({ app, testFile: read, only: checks, skip: [], requests: 2 }, testJob());
}

function outcomesOf({ results }: ContractReport): Readonly<Record<string, string>> {
  return Object.fromEntries(results.map(({ id, outcome }) => [id, outcome.kind]));
}

function failedIn({ results }: ContractReport): readonly string[] {
  return results.filter(({ outcome }) => outcome.kind === 'failed').map(({ id }) => id);
}
