import { expect, test } from 'vitest';
import { FlexbuildError } from '../../../src/core/index.ts';
import { parseEnvFile } from '../../../src/hosts/index.ts';

const parse = (text: string, inherited: Record<string, string> = {}) =>
  parseEnvFile({ file: 'local.env', text, inherited });

test('reads what docker run --env-file reads', () => {
  const text = [
    '# a comment',
    '',
    'PLAIN=value',
    'EMPTY=',
    'QUOTED="as it is"',
    'EQUALS=a=b=c',
    'SPACES= kept ',
    'HASH=a #b',
    '  INDENTED=yes',
    'WINDOWS=line\r',
    'FROM_HERE',
    'FROM_NOWHERE',
  ].join('\n');
  expect(parse(`\uFEFF${text}`, { FROM_HERE: 'inherited' })).toEqual({
    PLAIN: 'value',
    EMPTY: '',
    QUOTED: '"as it is"',
    EQUALS: 'a=b=c',
    SPACES: ' kept ',
    HASH: 'a #b',
    INDENTED: 'yes',
    WINDOWS: 'line',
    FROM_HERE: 'inherited',
  });
});

test('names every line that is none, with its place', () => {
  try {
    parse('GOOD=1\nexport BAD=1\n=nothing\n2TWO=2\n');
    expect.unreachable();
  } catch (cause) {
    if (!(cause instanceof FlexbuildError)) throw cause;
    expect(cause.diagnostics.map(({ code, at }) => [code, at?.start.line, at?.lineText])).toEqual([
      ['FB5302', 2, 'export BAD=1'],
      ['FB5302', 3, '=nothing'],
      ['FB5302', 4, '2TWO=2'],
    ]);
  }
});
