import { expect, test } from 'vitest';
import { formatDiagnostic } from '../../../src/cli/print/diagnostic.ts';
import { error, spanAt, warning } from '../../../src/core/index.ts';

const plain = { colour: false };

test('what, where, why, and what to do', () => {
  const text = `${'\n'.repeat(11)}  python_version: 1\n`;
  const at = spanAt({
    file: 'app.yaml',
    text,
    startOffset: text.indexOf('1'),
    endOffset: text.indexOf('1') + 1,
  });
  const diagnostic = error({
    code: 'FB1008',
    message: 'python has no version "1"',
    hint: 'Use one of 3.9, 3.11.',
    at,
    detail: ['3.9 bullseye', '3.11 bookworm'],
  });
  expect(formatDiagnostic(diagnostic, plain)).toBe(`error[FB1008]: python has no version "1"
  --> app.yaml:12:19
   |
12 |   python_version: 1
   |                   ^
  3.9 bullseye
  3.11 bookworm
hint: Use one of 3.9, 3.11.`);
});

test('without a place and a hint it is one line', () => {
  expect(formatDiagnostic(warning({ code: 'FB1101', message: 'no' }), plain)).toBe('warning[FB1101]: no');
});

test.each([
  ['\tkey: value', 1, 4, '    key: value', '    ^^^'],
  ['key: 👍 x', 8, 9, 'key: 👍 x', '       ^'],
  ['key', 3, 3, 'key', '   ^'],
  ['key: a\nmore', 5, 11, 'key: a', '     ^'],
  ['key: \u001b[31mred', 5, 6, 'key: \uFFFD[31mred', '     ^'],
])('carets under %j', (text, startOffset, endOffset, line, carets) => {
  const at = spanAt({ file: 'f', text, startOffset, endOffset });
  const lines = formatDiagnostic(error({ code: 'FB1002', message: 'm', at }), plain).split('\n');
  expect(lines.slice(3)).toEqual([`1 | ${line}`, `  | ${carets}`]);
});

test('colours are only there when asked for', () => {
  const diagnostic = error({ code: 'FB1002', message: 'm', hint: 'h' });
  expect(formatDiagnostic(diagnostic, { colour: true })).toContain('\u001b[');
  expect(formatDiagnostic(diagnostic, plain)).not.toContain('\u001b[');
});
