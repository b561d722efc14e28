import type { TextField } from '../schema/field.ts';

/** Words that YAML 1.1, and so gcloud, reads as true or false, and YAML 1.2, and so most editors, as text. */
export const truthWords: readonly string[] = ['y', 'yes', 'n', 'no', 'on', 'off'].flatMap((word) => [
  word,
  word.toUpperCase(),
  ...(word.length > 1 ? [word.charAt(0).toUpperCase() + word.slice(1)] : []),
]);

/** A number in quotes. */
export const numberText = '^\\s*[-+]?(?:\\d[\\d_]*\\.?[\\d_]*|\\.\\d+)(?:[eE][-+]?\\d+)?\\s*$';

/** A text, and the numbers and truth values that stand for one where their text would be allowed. */
export function textSchema(field: TextField): Readonly<Record<string, unknown>> {
  const { oneOf, pattern = field.shape } = field;
  if (oneOf) return { enum: [...oneOf, ...oneOf.flatMap(asNumber)] };
  const expression = pattern ? `^(?:${pattern.expression})$` : null;
  const others = Object.entries(samples)
    .filter(([, texts]) => expression === null || texts.some((text) => new RegExp(expression).test(text)))
    .map(([type]) => type);
  const type = others.length === 0 ? 'string' : ['string', ...others];
  return { type, ...(expression !== null && { pattern: expression }) };
}

/** `env: 2` is a number to editors. */
function asNumber(text: string): readonly number[] {
  return /^\d+$/.test(text) ? [Number(text)] : [];
}

/** Texts that a YAML parser takes for something else. */
const samples: Readonly<Record<'number' | 'boolean', readonly string[]>> = {
  number: ['0', '8080', '3.11', '-1'],
  boolean: ['true', 'false'],
};
