import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDockerfile } from '../../src/dockerfile/index.ts';
import { loadRuntimes } from '../../src/runtimes/index.ts';
import { customData } from '../../src/runtimes/resolve/custom/data.ts';
import { lookAtDockerfile } from '../../src/runtimes/resolve/custom/look.ts';
import { readRequirements } from '../../src/runtimes/resolve/python/requirements.ts';
import { literalSource } from '../../src/source/index.ts';
import { besideLines, requirementLines } from '../unit/runtimes/requirement-lines.ts';

/** Lines that make sense, cut into pieces and put together anew, with anything in between. */
const pieces = (texts: readonly string[]) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...texts),
        fc.constantFrom(...texts.flatMap((text) => text.split(/(?<=\s)/))),
        fc.string({ maxLength: 5 }),
        fc.constantFrom('\n', '\\\n', ' ', '"', "'", '\r\n', '#'),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(''));

test('whatever requirements.txt is, it has an answer, and each remark its place', () => {
  fc.assert(
    fc.property(pieces(requirementLines), fc.constantFrom('2.7', '3.7', '3.13'), (text, python) => {
      const files = { ...besideLines, 'requirements.txt': text };
      const read = readRequirements(literalSource(files), { python, pip: '26.3' });
      for (const { at } of read?.diagnostics ?? []) {
        const file = files[at?.file as keyof typeof files];
        expect(at?.start.offset).toBeLessThan(file.length);
        expect(at?.end.offset).toBeLessThanOrEqual(file.length);
      }
    }),
    { numRuns: 50_000 },
  );
});

const instructions = [
  ...[
    'FROM a\n',
    'FROM a AS b\n',
    'CMD ["gunicorn", "-b", ":80"]\n',
    'CMD exec flask run -p 5000\n',
    'SHELL ["bash", "-c"]\n',
  ],
  ...[
    'RUN --mount=type=cache,target=/c a\n',
    'COPY --link a b\n',
    'RUN <<EOF\na\nEOF\n',
    'ENV A=1 B="2"\n',
    '# syntax=a\n',
  ],
  ...['ENTRYPOINT ["tini", "--"]\n', '# escape=`\n', 'ONBUILD RUN a\n', 'CMD a && b | c\n'],
];
const [custom] = loadRuntimes().filter(({ id }) => id === 'custom');
if (!custom) throw new Error('there is no custom runtime');
const data = customData(custom);

test('whatever a Dockerfile is, it has an answer, and each remark its place', () => {
  fc.assert(
    fc.property(pieces(instructions), (text) => {
      let last = 0;
      for (const { start, end } of readDockerfile(text).instructions) {
        expect(start).toBeGreaterThanOrEqual(last);
        last = end;
      }
      for (const { at } of lookAtDockerfile({
        file: 'Dockerfile',
        text,
        env: {},
        data,
        withBuildKit: false,
      })) {
        expect(at?.start.offset).toBeLessThan(text.length);
        expect(at?.end.offset).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 50_000 },
  );
});
