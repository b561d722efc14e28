import { describe, expect, test } from 'vitest';
import { outputLines } from '../../../src/engine/demultiplex.ts';
import { jsonLines, lineSplitter } from '../../../src/engine/lines.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) {
    await Promise.resolve();
    yield bytes.subarray(start, start + size);
  }
}

describe('lineSplitter', () => {
  test.each([1, 2, 3, 7, 1000])('gives the same lines for chunks of %i bytes', (size) => {
    const splitter = lineSplitter();
    const bytes = Buffer.from('grüße\r\n\n日本語\nno end 🙂');
    const lines: string[] = [];
    for (let start = 0; start < bytes.length; start += size) {
      lines.push(...splitter.push(bytes.subarray(start, start + size)));
    }
    expect([...lines, ...splitter.end()]).toEqual(['grüße', '', '日本語', 'no end 🙂']);
    expect(splitter.end()).toEqual([]);
  });

  test('hands on what has no line end in pieces, and keeps no more than one', () => {
    const splitter = lineSplitter({ maxLength: 4 });
    expect(splitter.push(Buffer.from('abcdefghij'))).toEqual(['abcd', 'efgh']);
    expect(splitter.push(Buffer.from('k\nxyz'))).toEqual(['ijk']);
    expect(splitter.end()).toEqual(['xyz']);
  });
});

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
