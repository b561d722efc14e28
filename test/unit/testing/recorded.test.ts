import { expect, test } from 'vitest';
import { recorder } from '../../../src/testing/recorded.ts';

const numbers = () => recorder<number>({ what: 'number', describe: (one) => `the ${one}` });

test('what is so far is a copy, in order', () => {
  const recorded = numbers();
  recorded.add(1);
  const { soFar } = recorded;
  recorded.add(2);
  expect([soFar, recorded.soFar]).toEqual([[1], [1, 2]]);
});

test('iterating begins with the first, waits for what comes, and ends with the app', async () => {
  const recorded = numbers();
  recorded.add(1);
  const seen: number[] = [];
  const reading = (async () => {
    for await (const one of recorded) {
      seen.push(one);
      if (one === 1) recorded.add(2);
      else recorded.close();
    }
  })();
  await reading;
  expect(seen).toEqual([1, 2]);
});

test('two readers read the same', async () => {
  const recorded = numbers();
  const reads = [Array.fromAsync(recorded), Array.fromAsync(recorded)];
  recorded.add(1);
  recorded.add(2);
  recorded.close();
  expect(await Promise.all(reads)).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test('the first that matches may be there already, or still come', async () => {
  const recorded = numbers();
  recorded.add(1);
  recorded.add(3);
  const coming = recorded.first((one) => one > 3);
  expect(await recorded.first((one) => one > 1)).toBe(3);
  recorded.add(4);
  expect(await coming).toBe(4);
});

test('what does not come is told with what came last', async () => {
  const recorded = numbers();
  for (let one = 1; one <= 21; one++) recorded.add(one);
  await expect(recorded.first((one) => one > 99, { timeoutMs: 1 })).rejects.toMatchObject({
    diagnostics: [
      {
        code: 'FB5450',
        detail: Array.from({ length: 20 }, (_, index) => `the ${index + 2}`),
      },
    ],
  });
});

test('what cannot come any more is told at once', async () => {
  const recorded = numbers();
  const waiting = recorded.first(() => true, { timeoutMs: 60_000 });
  recorded.close();
  await expect(waiting).rejects.toMatchObject({ diagnostics: [{ code: 'FB5450', detail: [] }] });
});
