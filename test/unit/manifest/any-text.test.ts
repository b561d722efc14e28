import fc from 'fast-check';
import { test } from 'vitest';
import { FlexbuildError, type Span } from '../../../src/core/index.ts';
import { readAppYaml, setRuntimeCustom } from '../../../src/manifest/index.ts';
import { appYaml } from '../../../src/manifest/schema/app-yaml.ts';

const keys = [
  ...Object.keys(appYaml.fields),
  'instances',
  'cpu',
  'name',
  'A',
  'PORT',
  '<<',
  '__proto__',
  '?',
];
const values = [
  'flex',
  'python',
  '3.10',
  'yes',
  '~',
  '[a, b]',
  '{a: b}',
  '"x',
  "'",
  '&a',
  '*a',
  '!!str 1',
  '|',
  '> ',
  '-',
  '${X}',
  '\t',
  '1e3',
];
const line = fc
  .tuple(
    fc.constantFrom('', '  ', '    ', '- ', '  - '),
    fc.constantFrom(...keys),
    fc.constantFrom(': ', ':', ' ', ': \t'),
    fc.constantFrom(...values),
  )
  .map((parts) => parts.join(''));
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc
    .array(
      fc.oneof(
        { weight: 5, arbitrary: line },
        fc.string({ maxLength: 12 }),
        fc.constantFrom('---', '...', '# c', '\r', '%YAML 1.2'),
      ),
      { maxLength: 12 },
    )
    .map((lines) => lines.join('\n')),
);

test('any text gives a config, or a FlexbuildError whose places lie in it', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(null, { X: 'yes' }, {}), (input, substitutions) => {
      for (const span of spansOf(() => readAppYaml({ file: 'f', text: input, substitutions }).diagnostics)) {
        checkWithin(span, input);
      }
    }),
    { numRuns: 400 },
  );
});

test('what is edited is custom, or was no YAML', () => {
  fc.assert(
    fc.property(text, (input) => {
      const valid =
        spansOf(() => (readAppYaml({ file: 'f', text: input, substitutions: null }), [])).length === 0;
      if (!valid) return;
      const { config } = readAppYaml({ file: 'f', text: setRuntimeCustom(input), substitutions: null }).app;
      if (config.runtime.id !== 'custom') throw new Error(`the runtime is ${config.runtime.id}`);
    }),
    { numRuns: 200 },
  );
});

function spansOf(action: () => readonly { at: Span | null }[]): readonly (Span | null)[] {
  try {
    return action().map(({ at }) => at);
  } catch (error) {
    if (error instanceof FlexbuildError) return error.diagnostics.map(({ at }) => at);
    throw error;
  }
}

function checkWithin(span: Span | null, input: string): void {
  if (span === null) throw new Error('a diagnostic has no place');
  const { start, end, lineText } = span;
  const line = input.split('\n')[start.line - 1]?.replace(/\r$/, '');
  const within = 0 <= start.offset && start.offset <= end.offset && end.offset <= input.length;
  if (!within || line === undefined || lineText.length !== line.length) throw new Error(JSON.stringify(span));
}
