import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labels, type Notice } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { startFlexApp } from '../../src/testing/index.ts';
import { ensureTinyImage } from '../support/tiny-image.ts';

let engine: Engine;
let folder: string;
let ofApp: Readonly<Record<string, string>>;

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  folder = await mkdtemp(join(tmpdir(), 'fb-testing-'));
  ofApp = { [labels.app]: `${basename(folder).toLowerCase()}-default` };
  const server = [
    'mkdir /tmp/www',
    'wget -q -O /tmp/www/colour --header Metadata-Flavor:Google http://169.254.169.254/computeMetadata/v1/project/attributes/colour',
    'echo "$GREETING"',
    'exec httpd -f -p $PORT -h /tmp/www',
  ];
  await writeFile(join(folder, 'app.yaml'), 'runtime: custom\nenv: flex\n');
  await writeFile(join(folder, 'serve.sh'), server.join('\n'));
  const from = await ensureTinyImage(engine);
  await writeFile(join(folder, 'Dockerfile'), `FROM ${from}\nCOPY serve.sh /\nCMD ["sh", "/serve.sh"]\n`);
});
afterAll(async () => {
  for (const { id } of await engine.images.list(ofApp)) await engine.images.remove(id);
  await engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test('processes that start the same app at once build its image once', async () => {
  await using one = hold();
  await using two = hold();
  const notices = (await Promise.all([one.ready, two.ready])).flat();
  const kinds = notices.map(({ kind }) => kind).filter((kind) => kind.startsWith('image-'));
  expect(kinds.toSorted()).toEqual(['image-built', 'image-current']);
});

test('an app in a container is seen from its test', async () => {
  await using app = await startFlexApp(folder, {
    host: 'container',
    env: { GREETING: 'good morning' },
    metadata: { colour: 'blue' },
  });
  expect(await (await fetch(`${app.url}/colour`)).text()).toBe('blue');
  expect(await app.logs.first(({ text }) => text === 'good morning')).toMatchObject({ service: 'default' });
  expect(app.metadata.requests.soFar).toMatchObject([
    { service: 'default', url: '/computeMetadata/v1/project/attributes/colour', status: 200 },
  ]);
  expect(app.frontEnd.requests.soFar).toMatchObject([
    { service: 'default', url: '/colour', sent: { 'x-appengine-https': 'off' } },
  ]);
});

test('what a killed test leaves on the engine goes with the next start', async () => {
  await using killed = hold();
  await killed.ready;
  const left = await engine.containers.list(ofApp);
  const session = left[0]?.labels[labels.session] ?? expect.fail('it has no container');
  killed.process.kill('SIGKILL');
  await once(killed.process, 'exit');
  const notices: Notice[] = [];
  await using _next = await startFlexApp(folder, {
    host: 'container',
    onNotice: (notice) => void notices.push(notice),
  });
  expect(notices).toContainEqual(expect.objectContaining({ kind: 'swept', session }));
  expect(await engine.containers.list({ [labels.session]: session })).toEqual([]);
  expect(await engine.networks.list({ [labels.session]: session })).toEqual([]);
});

interface Held extends AsyncDisposable {
  readonly process: ChildProcess;
  /** The notices up to the moment when the app answers. */
  readonly ready: Promise<readonly Notice[]>;
}

/** A test's process of its own, with the app in it. */
function hold(): Held {
  const script = fileURLToPath(new URL('../support/hold-flex-app.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const read = async (): Promise<readonly Notice[]> => {
    const notices: Notice[] = [];
    for await (const line of createInterface(child.stdout)) {
      const told = JSON.parse(line) as Notice | 'ready';
      if (told === 'ready') return notices;
      notices.push(told);
    }
    throw new Error('the process ended before its app answered');
  };
  return {
    process: child,
    ready: read(),
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      await ended;
    },
  };
}
