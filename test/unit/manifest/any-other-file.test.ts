import fc from 'fast-check';
import { test } from 'vitest';
import type { Diagnostic } from '../../../src/core/index.ts';
import { examineCronYaml, examineDispatchYaml, fixYaml } from '../../../src/manifest/index.ts';

const line = fc
  .tuple(
    fc.constantFrom('', '  ', '- ', '  - ', '    '),
    fc.constantFrom(
      'dispatch',
      'cron',
      'url',
      'service',
      'module',
      'schedule',
      'timezone',
      'target',
      'retry_parameters',
      'job_age_limit',
      'retryLimit',
      '__proto__',
      'x',
    ),
    fc.constantFrom(':', ': ', ' '),
    fc.constantFrom(
      '',
      '*/a/*',
      '"*/*"',
      '/a',
      'every 5 minutes',
      'every',
      '1st monday 9:00',
      '31 of feb 0:00',
      'PST',
      'n',
      '3.10',
      '[a, b]',
      '{a: b}',
      '"x',
      '&a',
      '2h',
      '-1',
    ),
  )
  .map((parts) => parts.join(''));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(line, { maxLength: 12 }).map((lines) => ['dispatch:', ...lines].join('\n')),
  fc.array(line, { maxLength: 12 }).map((lines) => ['cron:', ...lines].join('\n')),
);

const input = (given: string) => ({ file: 'f', text: given, substitutions: null });

test('any text has an answer, and every place lies in it', () => {
  fc.assert(
    fc.property(text, (given) => {
      for (const { at } of [
        ...examineCronYaml(input(given)).diagnostics,
        ...examineDispatchYaml(input(given)).diagnostics,
      ])
        checkWithin(at, given);
    }),
    { numRuns: 300 },
  );
});

test('a file that was fixed is as good as before or better, and needs no second fix', () => {
  fc.assert(
    fc.property(text, fc.constantFrom('cron', 'dispatch'), (given, kind) => {
      const examine = kind === 'cron' ? examineCronYaml : examineDispatchYaml;
      const { text: fixed } = fixYaml(kind, given);
      const errorsIn = (one: string) =>
        examine(input(one)).diagnostics.filter(({ severity }) => severity === 'error');
      if (fixYaml(kind, fixed).text !== fixed) throw new Error(`a second fix of ${JSON.stringify(fixed)}`);
      const isReadable = errorsIn(given).every(({ code }) => code !== 'FB1003');
      if (isReadable && errorsIn(fixed).length > errorsIn(given).length)
        throw new Error(JSON.stringify(fixed));
    }),
    { numRuns: 300 },
  );
});

function checkWithin(at: Diagnostic['at'], given: string): void {
  if (at === null) throw new Error('a diagnostic has no place');
  const { start, end, lineText } = at;
  const shown = given.split('\n')[start.line - 1]?.replace(/\r$/, '');
  const isWithin = 0 <= start.offset && start.offset <= end.offset && end.offset <= given.length;
  if (!isWithin || lineText.length !== shown?.length) throw new Error(JSON.stringify(at));
}
