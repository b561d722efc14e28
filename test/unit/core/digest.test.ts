import { expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../../../src/core/index.ts';

test('the order of keys does not matter, the order of a list does', () => {
  expect(digestOf({ a: 1, b: { d: [1, 2], c: null } })).toBe(digestOf({ b: { c: null, d: [1, 2] }, a: 1 }));
  expect(digestOf({ d: [1, 2] })).not.toBe(digestOf({ d: [2, 1] }));
  expect(canonicalJson({ b: 1, a: [{ z: 1, y: 2 }] })).toBe('{"a":[{"y":2,"z":1}],"b":1}');
});
