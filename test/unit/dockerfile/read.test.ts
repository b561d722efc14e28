import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finalImage, readDockerfile, stretchOf } from '../../../src/dockerfile/index.ts';

const lines = (...texts: readonly string[]) => `${texts.join('\n')}\n`;
const keywords = (text: string) => readDockerfile(text).instructions.map(({ keyword }) => keyword);

test.each([
  ['plain', lines('FROM a', 'RUN b', '', '# RUN c', '  cmd d'), ['FROM', 'RUN', 'CMD']],
  ['continued', lines('RUN a \\', '  # a comment', '', '  b \\  ', 'c', 'CMD d'), ['RUN', 'CMD']],
  ['two backslashes are none', lines('RUN a \\\\', 'CMD b'), ['RUN', 'CMD']],
  ['escape', lines('# escape=`', 'RUN a `', 'b', 'RUN c:\\', 'CMD d'), ['RUN', 'RUN', 'CMD']],
  [
    'here-documents',
    lines('RUN <<EOF', 'RUN a', 'EOF', 'COPY <<a <<"b" /', 'x', 'a', 'b', 'CMD c'),
    ['RUN', 'COPY', 'CMD'],
  ],
  ['tabs before the end', lines('RUN <<-EOF', 'RUN a', '\tEOF', 'CMD b'), ['RUN', 'CMD']],
  ['no end', lines('RUN cat <<EOF', 'CMD b'), ['RUN', 'CMD']],
  ['<< elsewhere', lines('ENV A=<<EOF', 'RUN echo "a <<EOF b" $((a<<2))', 'CMD b'), ['ENV', 'RUN', 'CMD']],
  ['Windows', 'FROM a\r\nRUN b \\\r\n  c\r\nCMD d\r\n', ['FROM', 'RUN', 'CMD']],
  ['a mark', '\ufeffFROM a\n', ['FROM']],
  ['ONBUILD', lines('ONBUILD RUN <<EOF', 'a', 'EOF', 'CMD b'), ['ONBUILD', 'CMD']],
  ['a continuation without an end', 'RUN a \\', ['RUN']],
  ['nothing', '\n# a\n\\\n', []],
])('%s', (_name, text, expected) => {
  expect(keywords(text)).toEqual(expected);
});

test('every part is where the text has it', () => {
  const text = lines(
    'FROM a',
    '  RUN --mount=type=cache,target="/x y" \\',
    '  --network=none pip \\',
    '# note',
    '    install b',
  );
  const run = readDockerfile(text).instructions[1];
  if (!run) throw new Error('no RUN');
  const shown = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
  expect(text.slice(run.start, run.keywordEnd)).toBe('RUN');
  expect(run.flags).toMatchObject([
    { name: 'mount', value: 'type=cache,target=/x y' },
    { name: 'network', value: 'none' },
  ]);
  expect(run.flags.map(shown)).toEqual(['--mount=type=cache,target="/x y"', '--network=none']);
  expect(run.argument.replace(/\s+/g, ' ')).toBe('pip install b');
  const from = run.argument.indexOf('install');
  expect(shown(stretchOf(run, { from, to: from + 'install'.length }))).toBe('install');
  expect(shown(run)).toBe(text.slice(text.indexOf('RUN'), -1));
});

test('directives count at the top alone, each once', () => {
  const directives = (...texts: readonly string[]) => readDockerfile(lines(...texts)).directives;
  expect(directives('# Syntax = docker/dockerfile:1', '#escape=`')).toMatchObject([
    { name: 'syntax', value: 'docker/dockerfile:1', start: 0, end: 30 },
    { name: 'escape', value: '`' },
  ]);
  expect(directives('# a comment', '# syntax=a')).toEqual([]);
  expect(directives('', '# syntax=a')).toEqual([]);
  expect(directives('# syntax=a', '# syntax=b')).toHaveLength(1);
});

describe('the final image', () => {
  const image = (...texts: readonly string[]) => finalImage(readDockerfile(lines(...texts)));

  test('is that of the last stage, and of those that it starts from', () => {
    const found = image(
      'FROM python:3.13 AS Base',
      'ENV A=1 B="2 3"',
      'CMD ["one"]',
      'FROM golang',
      'CMD two',
      'FROM base',
      'ENV A 4 5',
    );
    expect(found).toMatchObject({
      base: 'python:3.13',
      command: { form: 'exec', argv: ['one'] },
      entrypoint: null,
      env: { A: '4 5', B: '2 3' },
    });
  });

  test('an ENTRYPOINT takes back the CMD of another stage, and of no other', () => {
    expect(image('FROM a AS b', 'CMD c', 'FROM b', 'ENTRYPOINT d')?.command).toBeNull();
    expect(image('FROM a', 'CMD c', 'ENTRYPOINT ["d"]')?.command).toMatchObject({ form: 'shell', text: 'c' });
  });

  test('shell form has the shell of before', () => {
    expect(image('FROM a', 'CMD b', 'SHELL ["/bin/bash", "-c"]')?.command).toMatchObject({
      shell: ['/bin/sh', '-c'],
    });
    expect(image('FROM a', 'SHELL ["/bin/bash", "-c"]', 'CMD b')?.command).toMatchObject({
      shell: ['/bin/bash', '-c'],
    });
  });

  test.each(['CMD', 'CMD []'])('%s takes it back', (line) => {
    expect(image('FROM a', 'CMD b', line)?.command).toBeNull();
  });

  test('without FROM there is none', () => {
    expect(image('ARG a', 'CMD b')).toBeNull();
  });
});

const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          'RUN ',
          'FROM a\n',
          'CMD ["a"]\n',
          '<<EOF',
          'EOF\n',
          '\\\n',
          '\\',
          '`',
          '\n',
          '\r\n',
          '# escape=`\n',
        ],
      ),
      fc.constantFrom(
        ...['--mount=a ', '--', '"', "'", ' ', '\t', '# c\n', 'ENV A=1\n', 'ONBUILD ', '\ufeff'],
      ),
      fc.string(),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

test('whatever the text is, all of it is read in order and within it', () => {
  fc.assert(
    fc.property(texts, (text) => {
      let last = 0;
      for (const { start, keywordEnd, end, flags, heredocs, argument, ...rest } of readDockerfile(text)
        .instructions) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(keywordEnd).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        for (const part of [...flags, ...heredocs]) expect(part.end).toBeLessThanOrEqual(end);
        const place = stretchOf(
          { start, keywordEnd, end, flags, heredocs, argument, ...rest },
          { from: 0, to: argument.length },
        );
        expect(place.start).toBeGreaterThanOrEqual(start);
        last = end;
      }
    }),
  );
});
