import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Notice } from '../../../src/core/index.ts';
import {
  openSession,
  serveSession,
  startEmulator,
  type SessionHandle,
  type TrustedRequest,
} from '../../../src/emulator/index.ts';
import { anyFrontEnd, emulatorOptions, sessionOptions } from '../../support/emulator-options.ts';
import { fakeHost } from '../../support/fake-host.ts';
import { planOf } from '../../support/plans.ts';
import { testAuthority } from '../../support/secure-front-end.ts';
import { testJob } from '../../support/session.ts';

let stateFolder = '';
const { signal } = new AbortController();

beforeAll(async () => {
  stateFolder = await mkdtemp(join(tmpdir(), 'flexbuild-'));
});
afterAll(() => rm(stateFolder, { recursive: true }));

const cron: TrustedRequest = {
  sender: { kind: 'cron' },
  method: 'GET',
  url: '/tasks/clean?all',
  service: null,
  headers: [],
  body: null,
};

/** A session whose services redirect to HTTPS under /secure, and else tell what they were sent. */
async function session() {
  await using made = new AsyncDisposableStack();
  const served = made.use(await serveSession(sessionOptions(stateFolder), testJob()));
  const handle = await openSession({ stateFolder, id: served.id });
  const host = made.use(
    fakeHost((app) =>
      app.listen((request, response) => {
        void text(request).then((body) => {
          if (request.url === '/secure') response.writeHead(301, { Location: 'https://a/secure' });
          response.end(JSON.stringify({ ...seen(request), body, service: app.identity.service }));
        });
      }),
    ),
  );
  const authority = made.use(await testAuthority());
  const tls = { listen: { host: '127.0.0.1', port: 0 }, certificates: authority.certificates };
  const options = emulatorOptions(host, {
    plans: [planOf(), planOf({ service: 'api' })],
    frontEnd: { ...anyFrontEnd, tls },
  });
  const early = handle.send(cron, { signal });
  await expect(early).rejects.toMatchObject({ diagnostics: [{ code: 'FB5040' }] });
  const emulator = made.use(await startEmulator(options, served.job));
  served.running(emulator);
  const kept = made.move();
  return { handle, emulator, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

function seen({ method, url, headers }: IncomingMessage) {
  return { method, url, headers };
}

async function sent(handle: SessionHandle, request: TrustedRequest) {
  const { body, ...answer } = await handle.send(request, { signal });
  return { answer, app: JSON.parse(body) as unknown };
}

test('a session sends what only App Engine can, counts it and tells of it', async () => {
  await using all = await session();
  const { handle, emulator } = all;
  const job = await sent(handle, cron);
  expect(job.answer).toMatchObject({ status: 200, location: null });
  expect(job.app).toMatchObject({
    method: 'GET',
    url: '/tasks/clean?all',
    service: 'default',
    headers: {
      host: 'flexbuild-local.uc.r.appspot.com',
      'user-agent': 'AppEngine-Google; (+http://code.google.com/appengine)',
      'x-appengine-cron': 'true',
      'x-appengine-user-ip': '0.1.0.2',
      'x-forwarded-proto': 'http',
    },
  });

  const task = await sent(handle, {
    sender: { kind: 'task', queue: 'mail', name: '7', retries: 2, etaSec: 5 },
    method: 'PUT',
    url: '/work',
    service: 'api',
    headers: [['Content-Type', 'text/plain']],
    body: 'Grüße',
  });
  expect(task.app).toMatchObject({
    method: 'PUT',
    service: 'api',
    body: 'Grüße',
    headers: {
      'content-type': 'text/plain',
      'x-appengine-queuename': 'mail',
      'x-appengine-taskname': '7',
      'x-appengine-taskretrycount': '2',
      'x-appengine-tasketa': '5',
    },
  });

  const redirect = await sent(handle, { ...cron, url: '/secure' });
  expect(redirect.answer).toMatchObject({ status: 301, location: 'https://a/secure' });

  expect(await handle.statistics({ signal })).toMatchObject([
    { service: 'default', requests: 2, statuses: { '2xx': 1, '3xx': 1 }, secure: 0 },
    { service: 'api', requests: 1, requestBytes: Buffer.byteLength('Grüße') },
  ]);
  const notices = await Array.fromAsync(handle.notices({ follow: false, signal }));
  expect(notices.filter(isRequest).map(({ service, record }) => [service, record.url])).toEqual([
    ['default', '/tasks/clean?all'],
    ['api', '/work'],
    ['default', '/secure'],
  ]);
  const listening = notices.flatMap((notice) => (notice.kind === 'listening' ? [notice.what] : []));
  expect(listening.filter((what) => what !== 'metadata')).toEqual(['front-end-tls', 'front-end']);
  expect(emulator.state().secureUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
});

function isRequest(notice: Notice): notice is Extract<Notice, { kind: 'request' }> {
  return notice.kind === 'request';
}
