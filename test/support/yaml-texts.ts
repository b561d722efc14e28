import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { packageFolder } from '../../src/core/index.ts';
import { appYaml } from '../../src/manifest/schema/app-yaml.ts';

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

/** Any characters, and lines that are almost YAML. */
export const anyText = fc.oneof(
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

const scalar = fc.oneof(
  fc.constantFrom<unknown>(true, null, 0, 1, 2.5, -1, 'flex', 'custom', '/path', 'yes', '010', '8080:80/tcp'),
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.double(),
);

/** Keys of every section, each with anything below it. */
const names = fc.oneof(fc.constantFrom(...sectionKeys(appYaml)), fc.string({ maxLength: 6 }));

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalar, tie('map'), tie('list')),
  map: fc.dictionary(names, tie('tree'), { maxKeys: 4 }),
  list: fc.array(tie('tree'), { maxLength: 3 }),
}));

/** Sound YAML of the app.yaml's keys, with values of every kind. */
export const anyTree = fc
  .tuple(fc.dictionary(names, tree, { maxKeys: 8 }), fc.boolean())
  .map(([top, isFlow]) =>
    stringify({ runtime: 'custom', env: 'flex', ...top }, isFlow ? { collectionStyle: 'flow' } : {}),
  );

/** What a slip of the hand does to a text. */
type Slip = (text: string, at: number) => string;

const slips: readonly Slip[] = [
  (text, at) => text.slice(0, at) + text.slice(at + 1),
  (text, at) => text.slice(0, at) + text.slice(at + 9),
  ...[' ', '\n', '\t', ':', '- ', '"', "'", '{', ']', '#', '&', '*', '!', '\0', 'x', '\r\n'].map(
    (added): Slip =>
      (text, at) =>
        text.slice(0, at) + added + text.slice(at),
  ),
  (text, at) => text.slice(0, at),
  (text, at) => text.slice(0, at) + text.slice(Math.max(0, at - 20), at) + text.slice(at),
  (text, at) => text.slice(at) + text.slice(0, at),
];

/** The app.yaml files that are known to be good, with up to three slips in each. */
export const slippedFile = fc
  .tuple(
    fc.constantFrom(...goodFiles()),
    fc.array(fc.tuple(fc.constantFrom(...slips), fc.double({ min: 0, max: 1, noNaN: true })), {
      maxLength: 3,
    }),
  )
  .map(([file, made]) =>
    made.reduce((text, [slip, where]) => slip(text, Math.floor(where * text.length)), file),
  );

function goodFiles(): readonly string[] {
  const folder = join(packageFolder(), 'test/golden/accepted');
  return readdirSync(folder)
    .map((name) => join(folder, name, 'app.yaml'))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
}

function sectionKeys(field: { readonly fields: Readonly<Record<string, unknown>> }): readonly string[] {
  return Object.entries(field.fields).flatMap(([key, own]) => [
    key,
    ...(hasFields(own) ? sectionKeys(own) : []),
  ]);
}

function hasFields(field: unknown): field is Parameters<typeof sectionKeys>[0] {
  return typeof field === 'object' && field !== null && 'fields' in field;
}
