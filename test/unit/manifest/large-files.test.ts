import { expect, test } from 'vitest';
import { examineAppYaml } from '../../../src/manifest/index.ts';

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Where a bomb's aliases would be followed, there would be 10^9 values. */
const bomb = `a0: &a0 [x]\n${lines(9, (n) => `a${n + 1}: &a${n + 1} [${`*a${n},`.repeat(10)}]`)}`;

test.each([
  ['10 MB of lines', 'a: b\n'.repeat(2 * 1024 * 1024), 'FB1016', 1],
  ['10 MB in one line', 'a'.repeat(10 * 1024 * 1024), 'FB1016', 1],
  ['100,000 brackets', `a: ${'['.repeat(100_000)}`, 'FB1016', 1],
  ['braces', '{a: '.repeat(30_000), 'FB1016', 1],
  ['lists in lists', '- '.repeat(60_000), 'FB1016', 1],
  ['keys in keys', '? '.repeat(60_000), 'FB1016', 1],
  ['values in values', ': '.repeat(60_000), 'FB1016', 1],
  ['ever deeper sections', lines(400, (n) => `${' '.repeat(n)}a:`), 'FB1016', 1],
  ['aliases of aliases', bomb, 'FB1003', 100],
  ['unknown keys', lines(2000, (n) => `key${n}: x`), 'FB1006', 101],
  ['unknown keys in one line', `{${'k, '.repeat(5000)}}`, 'FB1005', 101],
  ['long names', lines(100, (n) => `${'k'.repeat(1000)}${n}: x`), 'FB1006', 101],
  ['secrets in one line', `{A: {${lines(2000, (n) => `K-${n}: s,`)}}}`, 'FB1006', 2],
])('%s', (_name, text, code, count) => {
  const { diagnostics } = examineAppYaml({ file: 'app.yaml', text, substitutions: null });
  expect(diagnostics.map((found) => found.code)).toContain(code);
  expect(diagnostics).toHaveLength(count);
});

test('100 levels are read', () => {
  const text = `runtime: custom\nhandlers: ${'['.repeat(99)}${']'.repeat(99)}\n`;
  const { diagnostics } = examineAppYaml({ file: 'app.yaml', text, substitutions: null });
  expect(diagnostics.map(({ code }) => code)).not.toContain('FB1016');
});

test('of more than a hundred problems, errors come before warnings, and the last says how many there are', () => {
  const variables = lines(200, (n) => `  V${n}: 010`);
  const text = `env_variables:\n${variables}\nruntime: custom\nenv: flex\n${lines(150, (n) => `key${n}: x`)}\n`;
  const { diagnostics } = examineAppYaml({ file: 'app.yaml', text, substitutions: null });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(101);
  expect(diagnostics.at(-1)).toMatchObject({ code: 'FB1020', at: { start: { line: 304 } } });
  expect(diagnostics.at(-1)?.message).toMatch(/\b250\b/);
});
