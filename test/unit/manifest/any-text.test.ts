import fc from 'fast-check';
import { test } from 'vitest';
import { checkAnswers, checkEdit } from '../../support/yaml-answers.ts';
import { anyText, anyTree, slippedFile } from '../../support/yaml-texts.ts';

/** A sample: test/property runs the same for longer. */
test.each(Object.entries({ anyText, anyTree, slippedFile }))('%s has an answer', (_name, texts) => {
  const substitutions = fc.constantFrom(null, { X: 'yes' }, {});
  fc.assert(fc.property(texts, substitutions, checkAnswers), { numRuns: 100 });
});

test('what is edited is custom, or was no app.yaml', () => {
  fc.assert(fc.property(fc.oneof(anyText, slippedFile), checkEdit), { numRuns: 200 });
});
