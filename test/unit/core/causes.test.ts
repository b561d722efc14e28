import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { codeOf, messageOf } from '../../../src/core/index.ts';

test('errors of another global object, as tests in Jest meet them, are errors', () => {
  const foreign: unknown = runInNewContext("Object.assign(new Error('not there'), { code: 'ENOENT' })");
  expect(foreign).not.toBeInstanceOf(Error);
  expect([codeOf(foreign), messageOf(foreign)]).toEqual(['ENOENT', 'not there']);
});

test('what is no error has no code, and its text for a message', () => {
  expect([codeOf({ code: 'ENOENT' }), messageOf('no')]).toEqual([null, 'no']);
});
