import { expect, test } from 'vitest';
import { watchHealth, type WatchSettings } from '../../../src/emulator/health/watch.ts';

const settings: WatchSettings = {
  initialDelayMs: 300_000,
  intervalMs: 30_000,
  failureThreshold: 3,
  successThreshold: 2,
};

const over = new Error('nobody waits any more');

/** What a watch says and waits for while it is given these answers; the clock stands still. */
async function watched(answers: readonly (number | null)[], healthy = true) {
  const left = [...answers];
  const pauses: number[] = [];
  const turns: string[] = [];
  const watch = watchHealth({
    settings,
    healthy,
    pause: (ms) => Promise.resolve(pauses.push(ms)),
    ask: () => {
      const [status] = left.splice(0, 1);
      return status === undefined ? Promise.reject(over) : Promise.resolve(status);
    },
    turned: ({ healthy: now, status }) =>
      turns.push(`${now ? 'well' : 'ill'} after ${answers.length - left.length}: ${status}`),
  });
  await expect(watch).rejects.toBe(over);
  return { turns, pauses };
}

test.each([
  ['nothing that is not wrong', [200, 200, 200], []],
  ['failures below the threshold', [503, 503, 200, 503, 503], []],
  ['as many failures as the threshold', [200, 503, 404, null], ['ill after 4: null']],
  ['a redirect, which is not 200', [301, 301, 302], ['ill after 3: 302']],
  ['another success', [204, 204, 204], ['ill after 3: 204']],
  ['one that is told once', [500, 500, 500, 500, 500, 500, 500], ['ill after 3: 500']],
  ['one success too few', [500, 500, 500, 200, 500, 200], ['ill after 3: 500']],
  ['successes in a row', [500, 500, 500, 200, 200], ['ill after 3: 500', 'well after 5: 200']],
  [
    'the whole way twice',
    [500, 500, 500, 200, 200, 500, 500, 500],
    ['ill after 3: 500', 'well after 5: 200', 'ill after 8: 500'],
  ],
])('%s', async (_, answers, turns) => {
  expect((await watched(answers)).turns).toEqual(turns);
});

test('one that begins ill needs its successes first', async () => {
  expect((await watched([500, 500, 500, 200, 200], false)).turns).toEqual(['well after 5: 200']);
});

test('it is asked at fixed times, after a delay at first', async () => {
  expect((await watched([200, 200])).pauses).toEqual([300_000, 30_000, 30_000, 30_000]);
});

test('the time until the next question runs while the answer is awaited', async () => {
  const order: string[] = [];
  const answer = Promise.withResolvers<number>();
  const watch = watchHealth({
    settings,
    healthy: true,
    pause: (ms) => {
      order.push(`pause ${ms}`);
      return order.length > 3 ? Promise.reject(over) : Promise.resolve();
    },
    ask: () => {
      order.push('ask');
      return answer.promise;
    },
    turned: () => order.push('turned'),
  });
  answer.resolve(200);
  await expect(watch).rejects.toBe(over);
  expect(order.slice(0, 3)).toEqual(['pause 300000', 'pause 30000', 'ask']);
});
