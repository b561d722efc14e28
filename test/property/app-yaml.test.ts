import fc from 'fast-check';
import { describe, test } from 'vitest';
import { checkAnswers, checkEdit, checkHidden } from '../support/yaml-answers.ts';
import { anyText, anyTree, slippedFile } from '../support/yaml-texts.ts';

const substitutions = fc.constantFrom(null, { X: 'yes' }, {});

describe('a file has an answer, and each remark its place', () => {
  test('any text', () => {
    fc.assert(fc.property(anyText, substitutions, checkAnswers), { numRuns: 55_000 });
  });
  test('any tree', () => {
    fc.assert(fc.property(anyTree, substitutions, checkAnswers), { numRuns: 5_000 });
  });
  test('a good file with slips', () => {
    fc.assert(fc.property(slippedFile, substitutions, checkAnswers), { numRuns: 25_000 });
  });
});

test('what is edited is custom, or was no app.yaml', () => {
  fc.assert(fc.property(fc.oneof(anyText, slippedFile), checkEdit), { numRuns: 10_000 });
});

test('the values of environment variables are not shown, whatever is wrong around them', () => {
  const word = 's3cr3t';
  const section = fc.constantFrom('env_variables', 'build_env_variables', 'env_varaibles', 'environment');
  const value = fc.constantFrom(
    word,
    `"${word}"`,
    `'${word}'`,
    `"${word}`,
    `[${word}]`,
    `{A: ${word}}`,
    `|\n    ${word}`,
    `!t ${word}`,
    `: ${word}`,
  );
  const name = fc.constantFrom('API_KEY', 'a-b', '"x"', 'PORT', '- X', '- name: X\n  value', '\tTAB');
  const around = fc.constantFrom('', 'foo: 1\n', 'runtime: go\n', 'a: b: c\n', '---\n', 'x: [\n', 'y: *z\n');
  const text = fc
    .tuple(around, section, fc.array(fc.tuple(name, value), { minLength: 1, maxLength: 3 }), around)
    .map(
      ([before, key, entries, after]) =>
        `${before}runtime: custom\nenv: flex\n${key}:\n` +
        entries.map(([own, text]) => `  ${own}: ${text}\n`).join('') +
        after,
    );
  fc.assert(
    fc.property(text, (input) => checkHidden(word, input)),
    { numRuns: 5_000 },
  );
});
