import { describe, expect, test } from 'vitest';
import { outputLines } from '../../../src/engine/demultiplex.ts';
import { jsonLines } from '../../../src/engine/lines.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.subarray(start, start + size);
  }
}

describe('outputLines', () => {
  const frame = (stream: number, text: string): Buffer => {
    const payload = Buffer.from(text);
    const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(payload.length, 4);
    return Buffer.concat([header, payload]);
  };
  const attached = Buffer.concat([
    frame(1, 'one\ntw'),
    frame(2, 'problem\n'),
    frame(1, ''),
    frame(1, 'o\nla'),
    frame(1, 'st'),
  ]);

  test.each([1, 5, 8, 13, 1000])(
    'takes the two streams apart, whatever the borders of chunks (%i bytes)',
    async (size) => {
      expect(await Array.fromAsync(outputLines(inPieces(attached, size)))).toEqual([
        { stream: 'stdout', text: 'one' },
        { stream: 'stderr', text: 'problem' },
        { stream: 'stdout', text: 'two' },
        { stream: 'stdout', text: 'last' },
      ]);
    },
  );
});

test('jsonLines reads values that are longer than any line of output may be', async () => {
  const long = 'x'.repeat(200_000);
  const bytes = Buffer.from(`{"a":1}\r\n\n${JSON.stringify({ long })}`);
  expect(await Array.fromAsync(jsonLines(inPieces(bytes, 4096)))).toEqual([{ a: 1 }, { long }]);
});
