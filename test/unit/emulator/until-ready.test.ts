import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { listenOn, type Exit } from '../../../src/core/index.ts';
import { untilReady } from '../../../src/emulator/index.ts';
import { someInstance } from '../../support/metadata.ts';
import { planOf, readiness } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

test.each([
  ['200 at its readiness path', '/ready', [503, 503, 200]],
  ['any answer where it has none', null, [503]],
])('an app that others have started is ready with %s', async (_what, path, statuses) => {
  await using app = await answering(statuses);
  await untilReady({ running: app, plan: planOf(readiness({ path })) }, testJob());
  expect(app.asked).toEqual(statuses.map(() => path ?? '/readiness_check'));
});

test('an app that answers, and never 200, is told so with its last lines', async () => {
  await using app = await answering([503]);
  const plan = planOf(readiness({ path: '/ready', appStartTimeoutSec: 1 }));
  await expect(untilReady({ running: app, plan }, testJob())).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5406', severity: 'error', detail: ['no database'] }],
  });
});

test('an app that ends is told by how it did', async () => {
  await using app = await answering([503], { code: 3, outOfMemory: false });
  const plan = planOf(readiness({ path: '/ready' }));
  await expect(untilReady({ running: app, plan }, testJob())).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5401', detail: ['no database'] }],
  });
});

/** An instance that gives these answers, the last one again and again, and ends with the last of them where `exit` is given. */
async function answering(statuses: readonly number[], exit: Exit | null = null) {
  const asked: string[] = [];
  const ended = Promise.withResolvers<Exit>();
  const server = createServer((request, response) => {
    const status = statuses[Math.min(asked.length, statuses.length - 1)];
    asked.push(request.url ?? '');
    response.writeHead(status ?? 500).end(() => exit && ended.resolve(exit));
  });
  const address = await listenOn(server, { host: '127.0.0.1', port: 0 });
  return {
    asked,
    identity: someInstance,
    address,
    listen: address,
    exited: ended.promise,
    async *output() {
      await Promise.resolve();
      yield { stream: 'stderr', text: 'no database' } as const;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
