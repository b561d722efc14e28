import { closest } from '../core/index.ts';
import type { Pattern, TextField } from './schema/field.ts';

/** Whether a text is one that the field takes. */
export function isAllowed(field: Pick<TextField, 'oneOf' | 'pattern'>, text: string): boolean {
  if (field.oneOf) return field.oneOf.includes(text);
  return field.pattern === undefined || matches(field.pattern, text);
}

/** Whether the whole text is as the pattern says. */
export function matches(pattern: Pattern, text: string): boolean {
  return new RegExp(`^(?:${pattern.expression})$`).test(text);
}

/** What to write instead of `text`; the allowed value that is like it comes first. */
export function allowedHint(
  { oneOf, pattern, examples }: Pick<TextField, 'oneOf' | 'pattern' | 'examples'>,
  text: string,
): string | null {
  if (!oneOf) return pattern ? `Use ${pattern.means}${exampleLike(text, examples)}.` : null;
  if (oneOf.length === 1) return `Use ${oneOf.join()}.`;
  const near = closest(text, oneOf);
  if (near === null) return `Use one of ${oneOf.join(', ')}.`;
  return `Use ${near}, if that is what you mean, or another of ${oneOf.join(', ')}.`;
}

/** `Python` and `python:3.12` are like `python`. */
function exampleLike(text: string, examples: readonly string[] = []): string {
  const [word = ''] = text.toLowerCase().split(/[^a-z]/);
  const near = closest(word, examples);
  return near === null ? '' : `, such as ${near}`;
}

/** A value as messages show it; long ones cut. */
export function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
