import { expect, test } from 'vitest';
import { startEmulator } from '../../../src/emulator/index.ts';
import { anyFrontEnd, emulatorOptions } from '../../support/emulator-options.ts';
import { fakeHost, type FakeProcess } from '../../support/fake-host.ts';
import { testJob } from '../../support/session.ts';

const frontEnd = { ...anyFrontEnd, workers: 2 };

test('an app behind workers is routed, reported, explained and stopped as behind one process', async () => {
  const processes: FakeProcess[] = [];
  let mended = false;
  const asked = Promise.withResolvers<undefined>();
  const host = fakeHost((app) => {
    processes.push(app);
    if (app.startsBefore > 0 && !mended) app.exit(1);
    else
      app.listen(({ url, headers }, response) => {
        if (url !== '/slow')
          return void response.end(`${app.startsBefore} ${String(headers['x-appengine-cron'])}`);
        asked.resolve(undefined);
        setTimeout(() => response.end('slow'), 50);
      });
  });
  const job = testJob();
  await using emulator = await startEmulator(emulatorOptions(host, { frontEnd }), job);
  const shown = async () => {
    const answer = await fetch(emulator.url, {
      headers: { Connection: 'close', 'X-Appengine-Cron': 'true' },
    });
    return `${answer.status} ${await answer.text()}`;
  };
  expect(await shown()).toBe('200 0 undefined');
  const cron = {
    sender: { kind: 'cron' },
    method: 'GET',
    url: '/',
    service: null,
    headers: [],
    body: null,
  } as const;
  expect(await emulator.send(cron, { signal: job.signal })).toMatchObject({ status: 200, body: '0 true' });

  processes[0]?.write('cannot go on');
  processes[0]?.exit(1);
  await expect.poll(shown, { timeout: 10_000 }).toMatch(/^502 [^]* {2}cannot go on\n$/);
  mended = true;
  await expect.poll(shown, { timeout: 10_000 }).toMatch(/^200 [1-9] undefined$/);

  const slow = fetch(`${emulator.url}/slow`);
  await asked.promise;
  expect(await emulator.stop()).toMatchObject([{ exit: { code: 143 }, killed: false }]);
  expect(await (await slow).text()).toBe('slow');
  const requests = job.notices.filter(({ kind }) => kind === 'request');
  expect(requests).toContainEqual(
    expect.objectContaining({
      service: 'default',
      record: expect.objectContaining({ url: '/slow' }) as unknown,
    }),
  );
  const [counted] = emulator.statistics();
  expect(counted).toMatchObject({ service: 'default', statuses: { '2xx': expect.any(Number) as number } });
  await expect(fetch(emulator.url)).rejects.toThrow();
}, 30_000);
