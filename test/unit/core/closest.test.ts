import { expect, test } from 'vitest';
import { closest } from '../../../src/core/index.ts';

test.each([
  ['entrypont', 'entrypoint'],
  ['Entrypoint', 'entrypoint'],
  ['rnutime', 'runtime'],
  ['zzz', null],
])('%s means %s', (word, meant) => {
  expect(closest(word, ['runtime', 'entrypoint', 'env'])).toBe(meant);
});
