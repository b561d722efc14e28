import { expect, test } from 'vitest';
import { spanAt } from '../../../src/core/index.ts';

const text = 'runtime: python\r\nenv: flex\n';

test('a span knows its line, columns from 1, and the line without its end', () => {
  const span = spanAt({
    file: 'app.yaml',
    text,
    startOffset: text.indexOf('python'),
    endOffset: text.indexOf('\r'),
  });
  expect(span).toMatchObject({
    lineText: 'runtime: python',
    start: { line: 1, column: 10 },
    end: { line: 1, column: 16 },
  });
});

test('a span at the end of the text lies inside it', () => {
  const span = spanAt({ file: 'app.yaml', text, startOffset: text.length });
  expect(span.start).toEqual({ line: 3, column: 1, offset: text.length });
  expect(span.end.offset).toBe(text.length);
});
