import { expect, test } from 'vitest';
import { formatGithub } from '../../../src/cli/print/github.ts';
import { createPrinter } from '../../../src/cli/print/printer.ts';
import { error, failure, spanAt, warning } from '../../../src/core/index.ts';

/** Workflow commands: GitHub undoes %25, %0D, %0A, and in properties %3A and %2C. */
test('a place, the code as the title, and every line of the message', () => {
  const text = 'env: flex\nmodule: "a,b"\n';
  const at = spanAt({ file: 'a,b/app:1.yaml', text, startOffset: 10, endOffset: 16 });
  const diagnostic = error({
    code: 'FB1006',
    message: '100% wrong: a,b',
    at,
    detail: ['one', 'two\r'],
    hint: 'Do.',
  });
  expect(formatGithub(diagnostic)).toBe(
    '::error file=a%2Cb/app%3A1.yaml,line=2,endLine=2,col=1,endColumn=7,title=FB1006::100%25 wrong: a,b%0Aone%0Atwo%0D%0ADo.',
  );
});

test('columns are left out where a stretch has several lines', () => {
  const at = spanAt({ file: 'f', text: 'a\nb\n', startOffset: 0, endOffset: 3 });
  expect(formatGithub(warning({ code: 'FB1101', message: 'm', at }))).toBe(
    '::warning file=f,line=1,endLine=2,title=FB1101::m',
  );
});

test('without a place there is the code alone', () => {
  expect(formatGithub(error({ code: 'FB4001', message: 'm' }))).toBe('::error title=FB4001::m');
});

test('every problem is an annotation on stdout, whoever reports it; all else is text', () => {
  const written = { stdout: '', stderr: '' };
  const sink = (name: 'stdout' | 'stderr') => ({
    colour: true,
    write: (text: string) => void (written[name] += text),
  });
  const print = createPrinter({
    format: 'github',
    verbose: false,
    stdout: sink('stdout'),
    stderr: sink('stderr'),
  });
  print.notice({ kind: 'diagnostic', diagnostic: warning({ code: 'FB1101', message: 'w' }) });
  print.error(failure({ code: 'FB1001', message: 'e' }));
  print.notice({ kind: 'file-changed', path: 'p', change: 'c' });
  expect(written).toEqual({
    stdout: '::warning title=FB1101::w\n::error title=FB1001::e\n',
    stderr: 'Changed [p]: c.\n',
  });
});
