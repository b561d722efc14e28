import { expect, test } from 'vitest';
import { bytesField, fieldsOf, textField } from '../../../src/engine/protobuf.ts';

test('reads every kind of field', () => {
  const message = Buffer.from([
    0x08, 0x96, 0x01, 0x12, 0x02, 0x68, 0x69, 0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 1, 2, 3, 4,
  ]);
  expect([...fieldsOf(message)]).toEqual([
    [1, 150n],
    [2, Buffer.from('hi')],
    [3, Buffer.from([1, 2, 3, 4, 5, 6, 7, 8])],
    [4, Buffer.from([1, 2, 3, 4])],
  ]);
  expect(textField(message, 2)).toBe('hi');
  expect(textField(message, 9)).toBe('');
});

test('writes what it reads, beyond one byte of length and of number', () => {
  const value = Buffer.alloc(300, 'x');
  expect([...fieldsOf(bytesField(20, value))]).toEqual([[20, value]]);
});

test.each([[[0x08]], [[0x08, 0x80]], [[0x12, 0x05, 0x68]], [[0x0b]]])('refuses %j', (bytes) => {
  expect(() => [...fieldsOf(Buffer.from(bytes))]).toThrow(RangeError);
});
