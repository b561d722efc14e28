import { describe, expect, test } from 'vitest';
import { lineSplitter } from '../../../src/core/index.ts';

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
