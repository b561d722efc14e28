import { expect, test } from 'vitest';
import { readTestFile } from '../../../src/contract/index.ts';
import { FlexbuildError } from '../../../src/core/index.ts';

const file = 'flexbuild.test.yaml';

test('what is not said is null, and every request knows its place', () => {
  const text = 'checks:\n  - get: /\n    status: 200\n    json: { uid: 33, secure: false }\nslow: /report\n';
  const read = readTestFile({ file, text });
  expect(read).toMatchObject({ workers: null, slow: '/report', writes: [], stop: null });
  expect(read.checks).toMatchObject([
    {
      get: '/',
      host: null,
      headers: {},
      status: 200,
      body: null,
      json: { uid: 33, secure: false },
      at: { file, start: { line: 2, column: 5 } },
    },
  ]);
});

test.each([
  ['checks: [{ got: /, status: 200 }]', ['FB1006 1:12', 'FB1010 1:10']],
  ['checks: [{ get: /, status: ok }]', ['FB1007 1:28']],
  ['checks: [{ get: /, status: 200, host: podman }]', ['FB1007 1:39']],
  ['checks: [/]', ['FB1007 1:10']],
  ['checks: { get: / }', ['FB1007 1:9']],
  ['checks:\n  - { get: /, status: 200, json: blue }', ['FB1007 2:34']],
  ['stop: { code: 0 }', ['FB1010 1:7']],
  ['checks: [{ get: /, status: 200, headers: { X: [1] } }]', ['FB1007 1:42']],
  ['workers: -1', ['FB1007 1:10']],
  ['writes: [/srv/cache, data]', ['FB1007 1:22']],
  ['writes: /srv/cache', ['FB1007 1:9']],
  ['workers: 2\nslow: 3', ['FB1007 2:7']],
  ['slow: [', ['FB1002 1:8']],
  ['', ['FB1007 1:1']],
])('%j: %j', (text, wanted) => {
  expect(problemsIn(text)).toEqual(wanted);
});

test('a key that is nearly one gets it as a hint', () => {
  const hint = expect.stringContaining('checks') as string;
  expect(() => readTestFile({ file, text: 'check: []' })).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ hint })] }),
  );
});

function problemsIn(text: string): readonly string[] {
  try {
    readTestFile({ file, text });
    return [];
  } catch (cause) {
    if (!(cause instanceof FlexbuildError)) throw cause;
    return cause.diagnostics.map(({ code, at }) => `${code} ${at?.start.line}:${at?.start.column}`);
  }
}
