import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const source = new URL('../../src/core/small-heap.ts', import.meta.url).href;

/** Makes objects of which the last ten thousand live, as a server under load does; prints how large V8's new space is then. */
const program = (before: string): string => `
  import { getHeapSpaceStatistics } from 'node:v8';
  import { keepHeapSmall } from ${JSON.stringify(source)};
  ${before}
  const kept = [];
  for (let made = 0; made < 2_000_000; made++) kept[made % 10_000] = { made, text: 'x' + made };
  const space = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  console.log(space.space_size / 1024 / 1024);
`;

// V8's own flags are nobody's promise: a Node that reads them no longer shows here.
test('the heap stays small once it was asked to, and would not by itself', async () => {
  const [asked, unasked] = await Promise.all([newSpaceMb('keepHeapSmall();'), newSpaceMb('')]);
  expect(asked).toBeLessThanOrEqual(4);
  expect(unasked).toBeGreaterThan(8);
});

async function newSpaceMb(before: string): Promise<number> {
  const args = ['--input-type=module', '--eval', program(before)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe('');
  return Number(stdout);
}
