import type { Field, ObjectField } from './field.ts';

/** The field of a key; null where the table has none. A file's keys are any text, `constructor` included. */
export function fieldNamed(key: string, { fields }: ObjectField): Field | null {
  return Object.hasOwn(fields, key) ? (fields[key] ?? null) : null;
}
