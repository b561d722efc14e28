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
  { oneOf, pattern }: Pick<TextField, 'oneOf' | 'pattern'>,
  text: string,
): string | null {
  if (!oneOf) return pattern ? `Use ${pattern.means}.` : null;
  if (oneOf.length === 1) return `Use ${oneOf.join()}.`;
  const near = closest(text, oneOf);
  if (near === null) return `Use one of ${oneOf.join(', ')}.`;
  return `Use ${near}, if that is what you mean, or another of ${oneOf.join(', ')}.`;
}

/** A value as messages show it; long ones cut. */
export function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
