import { expect, test } from 'vitest';
import type { Notice } from '../../../src/core/index.ts';
import { noticeHistory } from '../../../src/emulator/session/history.ts';

const never = new AbortController().signal;

test('keeps the last notices and forgets the others', async () => {
  const history = noticeHistory(3);
  for (let count = 1; count <= 10; count++) history.push(notice(count));
  expect(await all(history.read({ follow: false, signal: never }))).toEqual([8, 9, 10]);
});

test('a follower gets what comes, and ends when the session does', async () => {
  const history = noticeHistory();
  history.push(notice(1));
  const following = all(history.read({ follow: true, signal: never }));
  await Promise.resolve();
  history.push(notice(2));
  history.push(notice(3));
  history.close();
  expect(await following).toEqual([1, 2, 3]);
});

test('a follower that falls behind loses the oldest and goes on', async () => {
  const history = noticeHistory(2);
  const reader = history.read({ follow: true, signal: never });
  history.push(notice(1));
  expect((await reader.next()).value).toEqual(notice(1));
  for (let count = 2; count <= 9; count++) history.push(notice(count));
  history.close();
  const rest = await all(reader);
  expect(rest.at(-1)).toBe(9);
  expect(rest.length).toBeLessThanOrEqual(4);
});

test('an abort ends a follower', async () => {
  const abort = new AbortController();
  const following = all(noticeHistory().read({ follow: true, signal: abort.signal }));
  abort.abort();
  expect(await following).toEqual([]);
});

function notice(count: number): Notice {
  return { kind: 'file-written', path: `${count}`, directory: '' };
}

async function all(notices: AsyncGenerator<Notice>): Promise<readonly number[]> {
  const counts: number[] = [];
  for await (const one of notices) counts.push(one.kind === 'file-written' ? Number(one.path) : NaN);
  return counts;
}
