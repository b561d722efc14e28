import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBase } from '../../src/bases/index.ts';
import { networkSettingsFrom, packageFolder, type NetworkSettings } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import type { Base } from '../../src/plan/index.ts';
import { flexbuild, startRun } from '../support/command-line.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';

// What gen-config writes is built as a deploy builds it: by `docker build .`, with the classic builder, and by no tool of ours.
// The one thing it is given is a base image; those here know this machine's certificates, as a company's own base would.

const debianPython: Base = {
  kind: 'debian',
  suite: 'bookworm',
  packages: ['ca-certificates', 'netbase', 'python3', 'python3-dev', 'python3-venv', 'tzdata'],
};
/** What Debian's Python needs of other packages, without Debian's Python. */
const debianWithoutPython: Base = {
  kind: 'debian',
  suite: 'bookworm',
  packages: [
    'ca-certificates',
    'libexpat1',
    'libffi8',
    'libsqlite3-0',
    'libssl3',
    'media-types',
    'netbase',
    'tzdata',
  ],
};

/** By the place of the interpreter: Debian has it in /usr/bin, the official image in /usr/local/bin and nothing in /usr/bin. */
const layouts = [
  { name: 'of Debian', dockerfile: 'FROM ${PYTHON}', python: '/usr/bin/python3.11' },
  {
    name: 'of the official image',
    dockerfile: `FROM \${PYTHON} AS python
FROM \${PLAIN}
COPY --from=python /usr/bin/python3.11 /usr/local/bin/
COPY --from=python /usr/lib/python3.11 /usr/local/lib/python3.11
COPY --from=python /usr/share/python-wheels /usr/share/python-wheels
RUN ln -s python3.11 /usr/local/bin/python3`,
    python: '/usr/local/bin/python3.11',
  },
];

const run = promisify(execFile);
let engine: Engine;
let session: TestSession;
let network: NetworkSettings;
let folder = '';
let app = '';

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  session = testSession(engine);
  network = await networkSettingsFrom(process.env);
  folder = mkdtempSync(join(tmpdir(), 'flexbuild-'));
  app = join(folder, 'app');
  cpSync(join(packageFolder(), 'examples/python-flask'), app, { recursive: true });
  expect(flexbuild(['gen-config', '--custom', '-y', app]).status).toBe(0);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await session[Symbol.asyncDispose]();
});

describe.each(layouts)('on the lay-out $name', ({ dockerfile, python }) => {
  let image = '';

  beforeAll(async () => {
    const base = await companyBase(dockerfile);
    image = session.name('app');
    await dockerBuild(app, { tag: image, args: { BASE_IMAGE: base } });
  });

  test('it answers as another runtime would not know from the managed one', async () => {
    await using running = await startRun([app, '--image', image]);
    const environment = (await (await fetch(new URL('/environment', running.url))).json()) as Record<
      string,
      unknown
    >;
    expect(environment).toMatchObject({
      cwd: '/workspace',
      uid: 33,
      LANG: 'en_US.UTF-8',
      VIRTUAL_ENV: '/env',
    });
  });

  test("its interpreter is the base image's own", async () => {
    const { stdout } = await run('docker', ['run', '--rm', image, 'readlink', '-f', '/env/bin/python3']);
    expect(stdout.trim()).toBe(python);
  });

  test('the app can write where apps write, and both folder names lead to it', async () => {
    const script = 'touch main.pyc /tmp/x "$HOME/y" && ls /app/main.py && locale 2>&1 && id -u';
    const { stdout } = await run('docker', ['run', '--rm', image, 'sh', '-c', script]);
    expect(stdout).toContain('/app/main.py');
    expect(stdout).not.toContain('Cannot set');
    expect(stdout.trim()).toMatch(/\n33$/);
  });
});

async function companyBase(dockerfile: string): Promise<string> {
  const images = { PYTHON: await madeOf(debianPython), PLAIN: await madeOf(debianWithoutPython) };
  const context = mkdtempSync(join(folder, 'base-'));
  writeFileSync(join(context, 'ca.pem'), network.ca?.pem ?? '');
  const text = dockerfile.replace(/\$\{(PYTHON|PLAIN)\}/g, (_, name: keyof typeof images) => images[name]);
  // An empty bundle is what pip falls over; without one of this machine's own there is nothing to add.
  const certificates = network.ca
    ? '\nCOPY ca.pem /etc/company/ca.pem\nENV PIP_CERT=/etc/company/ca.pem'
    : '';
  writeFileSync(join(context, 'Dockerfile'), `${text}${certificates}\n`);
  const tag = session.name('base');
  await dockerBuild(context, { tag, args: {} });
  return tag;
}

async function madeOf(base: Base): Promise<string> {
  return (await ensureBase({ bases: [base], override: null, engine, network, platform: null }, testJob()))
    .reference;
}

async function dockerBuild(
  context: string,
  { tag, args }: { tag: string; args: Readonly<Record<string, string>> },
) {
  const flags = Object.entries(args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]);
  const labels = Object.entries(session.labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
  const proxies = ['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) =>
    process.env[name] ? ['--build-arg', name] : [],
  );
  await run('docker', ['build', '--force-rm', '--tag', tag, ...flags, ...labels, ...proxies, context], {
    env: { ...process.env, DOCKER_BUILDKIT: '0' },
    maxBuffer: 1 << 26,
  });
}
