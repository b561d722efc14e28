import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { FlexbuildError, type Notice } from '../../../src/core/index.ts';
import { startEmulator, type EmulatorOptions } from '../../../src/emulator/index.ts';
import type { DispatchRule } from '../../../src/manifest/index.ts';
import { anyFrontEnd, emulatorOptions } from '../../support/emulator-options.ts';
import { fakeHost, type FakeHost, type FakeProcess } from '../../support/fake-host.ts';
import { connected, everything, get } from '../../support/metadata.ts';
import { planOf, readiness } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

test('an app that answers is served, with the environment of flex', async () => {
  const host = fakeHost((app) => app.listen((_request, response) => response.end(JSON.stringify(app.env))));
  const job = testJob();
  await using emulator = await startEmulator(
    options(host, {
      plans: [planOf({ service: 'web-api', env: { COLOUR: 'blue', SHAPE: 'round' } })],
      env: { SHAPE: 'square' },
    }),
    job,
  );
  const answer = await fetch(emulator.url);
  const env = (await answer.json()) as Record<string, string>;
  expect(env).toEqual({
    PORT: '8080',
    GAE_INSTANCE: expect.stringMatching(/^aef-web--api-20260102t030405-[0-9a-z]{4}$/) as string,
    GAE_MEMORY_MB: '614',
    GAE_SERVICE: 'web-api',
    GAE_VERSION: '20260102t030405',
    GAE_DEPLOYMENT_ID: expect.stringMatching(/^\d{18}$/) as string,
    GCLOUD_PROJECT: 'flexbuild-local',
    GOOGLE_CLOUD_PROJECT: 'flexbuild-local',
    COLOUR: 'blue',
    SHAPE: 'square',
  });
  expect(emulator.state().instances.map(({ state, restarts }) => ({ state, restarts }))).toEqual([
    { state: 'ready', restarts: 0 },
  ]);
  expect(states(job.notices)).toEqual(['starting', 'ready']);
  expect(job.notices).toContainEqual({
    kind: 'limit-clamped',
    resource: 'instances of web-api',
    asked: '2',
    given: '1',
  });
  expect(job.notices.at(-1)).toMatchObject({ kind: 'request', record: { status: 200 } });
});

test('the metadata server answers an instance that its host knows, and nobody without the secret', async () => {
  const host = fakeHost((app) => app.listen((_request, response) => response.end(app.identity.instance)));
  await using emulator = await startEmulator(options(host), testJob());
  const { address, secret } = host.metadata ?? expect.fail('no metadata server');
  const instance = await (await fetch(emulator.url)).text();
  const ask = async (preamble: string) => {
    const socket = await connected(address);
    socket.write(`${preamble}\nGET /computeMetadata/v1/instance/name HTTP/1.1\r\nHost: metadata\r\n`);
    socket.write('Metadata-Flavor: Google\r\nConnection: close\r\n\r\n');
    return await everything(socket);
  };
  expect(await ask(`FLEXBUILD/1 ${secret} ${instance}`)).toMatch(new RegExp(`\\r\\n\\r\\n${instance}$`));
  expect(await ask(`FLEXBUILD/1 wrong ${instance}`)).toBe('');
});

test('an accepted connection is not an answer', async () => {
  let connections = 0;
  const host = fakeHost((app) => {
    void app.connected.then(() => {
      connections = app.connections();
      app.listen((_request, response) => response.writeHead(500).end());
    });
  });
  await using emulator = await startEmulator(options(host), testJob());
  expect(connections).toBeGreaterThan(0);
  expect((await fetch(emulator.url)).status).toBe(500);
});

test('a crash at start tells the exit code and the last lines, and leaves nothing', async () => {
  const host = fakeHost((app) => {
    for (let line = 1; line <= 70; line++) app.write(`line ${line}`);
    app.exit(3);
  });
  const cause = await failureOf(startEmulator(options(host), testJob()));
  expect(cause.diagnostics[0]).toMatchObject({
    code: 'FB5401',
    message: expect.stringContaining('exit code 3') as string,
  });
  expect(cause.diagnostics[0].detail).toEqual(Array.from({ length: 60 }, (_, index) => `line ${index + 11}`));
  expect(host.present.size).toBe(0);
});

test('an app that never answers is given app_start_timeout_sec', async () => {
  const host = fakeHost((app) => app.write('thinking'));
  const plans = [planOf(readiness({ appStartTimeoutSec: 0.2 }))] as const;
  const cause = await failureOf(startEmulator(options(host, { plans }), testJob()));
  expect(cause.diagnostics[0]).toMatchObject({ code: 'FB5402', detail: ['thinking'] });
  expect(host.present.size).toBe(0);
});

test("a readiness path of the app's own that does not answer 200 is warned of", async () => {
  const host = fakeHost((app) =>
    app.listen((request, response) => response.writeHead(request.url === '/ok' ? 200 : 404).end()),
  );
  const codesFor = async (path: string) => {
    const job = testJob();
    await using emulator = await startEmulator(options(host, { plans: [planOf(readiness({ path }))] }), job);
    expect(emulator.state().instances).toHaveLength(1);
    return diagnosticCodes(job.notices);
  };
  expect(await codesFor('/ok')).toEqual([]);
  expect(await codesFor('/missing')).toEqual(['FB5406']);
});

test('an abort while the app starts throws its reason and leaves nothing', async () => {
  const abort = new AbortController();
  const host = fakeHost((app) => {
    void app.connected.then(() => abort.abort(new Error('enough')));
  });
  await expect(startEmulator(options(host), testJob(abort.signal))).rejects.toThrow('enough');
  expect(host.present.size).toBe(0);
});

test('of two services that start, one that fails takes the other with it', async () => {
  const host = fakeHost((app) => {
    if (app.env['GAE_SERVICE'] === 'broken') void app.connected.then(() => app.exit(1));
  });
  const plans = [planOf({ service: 'default' }), planOf({ service: 'broken' })] as const;
  const cause = await failureOf(startEmulator(options(host, { plans }), testJob()));
  expect(cause.diagnostics.map(({ code }) => code)).toEqual(['FB5401']);
  expect(host.present.size).toBe(0);
});

test('requests go round the instances of the service that the host name begins with', async () => {
  const host = fakeHost((app) =>
    app.listen((_request, response) => response.end(`${app.identity.service} ${app.identity.index}`)),
  );
  const plans = [planOf({ service: 'default' }), planOf({ service: 'api' })] as const;
  await using emulator = await startEmulator(options(host, { plans, instances: 2 }), testJob());
  const address = { host: '127.0.0.1', port: Number(new URL(emulator.url).port) };
  const ask = async (host: string) => (await get(address, '/', { headers: { host } })).body;
  expect(
    await Promise.all([ask('127.0.0.1'), ask('127.0.0.1')]).then((answers) => answers.toSorted()),
  ).toEqual(['default 0', 'default 1']);
  expect(await ask('api.localhost')).toMatch(/^api [01]$/);
});

test('rules of dispatch.yaml decide which service answers, and say where that one does not run', async () => {
  const host = fakeHost((app) => app.listen((_request, response) => response.end(app.identity.service)));
  const plans = [planOf({ service: 'default' }), planOf({ service: 'api' })] as const;
  const rule = (path: string, service: string): DispatchRule => ({
    url: `*${path}*`,
    host: { kind: 'suffix', text: '' },
    path: { kind: 'prefix', text: path },
    service,
  });
  const dispatch = [rule('/api/', 'api'), rule('/work/', 'worker')];
  const job = testJob();
  await using emulator = await startEmulator(options(host, { plans, dispatch }), job);
  const ask = async (path: string) => await fetch(`${emulator.url}${path}`);
  expect(await (await ask('/')).text()).toBe('default');
  expect(await (await ask('/api/1')).text()).toBe('api');
  const unanswered = await ask('/work/1');
  expect(unanswered.status).toBe(503);
  expect(await unanswered.text()).toContain('service "worker", which does not run here');
  const { signal } = new AbortController();
  const sent = { sender: { kind: 'cron' }, method: 'GET', headers: [], body: null } as const;
  const toDefault = { ...sent, url: '/api/clean', service: 'default' };
  // Documented: rules come before the target of a job as well.
  expect(await emulator.send(toDefault, { signal })).toMatchObject({ status: 200, body: 'api' });
});

test('an instance that dies is answered for with 502 and started again under its name', async () => {
  const processes: FakeProcess[] = [];
  let mended = false;
  const host = fakeHost((app) => {
    processes.push(app);
    if (app.startsBefore === 0) app.listen((_request, response) => response.end('first'));
    else if (mended) app.listen((_request, response) => response.end('second'));
    else app.exit(1);
  });
  const job = testJob();
  await using emulator = await startEmulator(options(host), job);
  processes[0]?.write('cannot go on');
  processes[0]?.exit(1);
  const shown = async () => {
    const answer = await fetch(emulator.url);
    return `${answer.status} ${await answer.text()}`;
  };
  await expect.poll(shown, { timeout: 3_000 }).toMatch(/^502 [^]* {2}cannot go on\n$/);
  mended = true;
  await until(() => emulator.state().instances[0]?.state === 'ready');
  expect(await (await fetch(emulator.url)).text()).toBe('second');
  expect(emulator.state().instances[0]?.restarts).toBe(processes.length - 1);
  expect(processes.at(-1)?.identity).toEqual(processes[0]?.identity);
  expect(job.notices).toContainEqual({
    kind: 'diagnostic',
    diagnostic: expect.objectContaining({
      code: 'FB5404',
      severity: 'warning',
      detail: ['cannot go on'],
    }) as unknown,
  });
  expect(host.present.size).toBe(1);
});

test('stop lets open requests end, then sends SIGTERM, and gives one answer however often it is asked', async () => {
  const order: string[] = [];
  const asked = Promise.withResolvers<undefined>();
  const host = fakeHost((app) => {
    app.listen((request, response) => {
      if (request.url !== '/slow') return void response.end();
      asked.resolve(undefined);
      setTimeout(() => {
        order.push('answered');
        response.end('slow');
      }, 50);
    });
    app.onSigterm(() => {
      order.push('SIGTERM');
      app.exit(0);
    });
  });
  const job = testJob();
  await using emulator = await startEmulator(options(host), job);
  const slow = fetch(`${emulator.url}/slow`);
  await asked.promise;
  const [stopped, again] = await Promise.all([emulator.stop(), emulator.stop()]);
  expect(await (await slow).text()).toBe('slow');
  expect(order).toEqual(['answered', 'SIGTERM']);
  expect(stopped).toMatchObject([{ service: 'default', exit: { code: 0 }, killed: false }]);
  expect(again).toBe(stopped);
  expect(await emulator.stopped).toBe(stopped);
  expect(states(job.notices)).toEqual(['starting', 'ready', 'stopping', 'stopped']);
  await expect(fetch(emulator.url)).rejects.toThrow();
  expect(host.present.size).toBe(0);
});

test('an app that ignores SIGTERM is killed after the grace and named', async () => {
  const host = fakeHost((app) => {
    app.listen((_request, response) => response.end());
    app.onSigterm(() => undefined);
  });
  const job = testJob();
  await using emulator = await startEmulator(options(host, { plans: [planOf({ stopGraceMs: 30 })] }), job);
  expect(await emulator.stop()).toMatchObject([{ exit: { code: 137 }, killed: true }]);
  expect(diagnosticCodes(job.notices)).toEqual(['FB5405']);
});

test('kill cuts a stop short', async () => {
  const terminated = Promise.withResolvers<undefined>();
  const host = fakeHost((app) => {
    app.listen((_request, response) => response.end());
    app.onSigterm(() => terminated.resolve(undefined));
  });
  await using emulator = await startEmulator(options(host), testJob());
  const stopping = emulator.stop();
  await terminated.promise;
  await emulator.kill();
  expect(await stopping).toMatchObject([{ killed: true }]);
  expect(host.present.size).toBe(0);
});

test('a port in use is said before anything is prepared', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const host = fakeHost(() => undefined);
  const listen = { host: '127.0.0.1', port: (taken.address() as AddressInfo).port };
  const cause = await failureOf(
    startEmulator(options(host, { frontEnd: { ...anyFrontEnd, listen } }), testJob()),
  );
  taken.close();
  expect(cause.diagnostics[0].code).toBe('FB5001');
  expect(host.prepared).toEqual([]);
});

test('the desk cannot set PORT', async () => {
  const cause = await failureOf(
    startEmulator(
      options(
        fakeHost(() => undefined),
        { env: { PORT: '1' } },
      ),
      testJob(),
    ),
  );
  expect(cause.diagnostics[0].code).toBe('FB5407');
});

function options(host: FakeHost, difference: Partial<EmulatorOptions> = {}): EmulatorOptions {
  return emulatorOptions(host, { now: new Date(2026, 0, 2, 3, 4, 5), ...difference });
}

async function failureOf(promise: Promise<unknown>): Promise<FlexbuildError> {
  const cause = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  if (cause instanceof FlexbuildError) return cause;
  throw new Error('expected a FlexbuildError', { cause });
}

function states(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) => (notice.kind === 'instance-state' ? [notice.state] : []));
}

function diagnosticCodes(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) => (notice.kind === 'diagnostic' ? [notice.diagnostic.code] : []));
}

async function until(holds: () => boolean, withinMs = 3_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('it did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
