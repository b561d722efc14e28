import { closest } from '../core/index.ts';
import { label, type Path } from './reader.ts';
import type { FileSchema, ObjectField } from './schema/field.ts';

/** What to say about a key that is in no table: the name that was meant, or the place where it belongs. */
export function unknownKey({
  key,
  path,
  field,
  schema,
}: {
  readonly key: string;
  readonly path: Path;
  readonly field: ObjectField;
  readonly schema: FileSchema;
}): { readonly code: 'FB1006'; readonly message: string; readonly hint: string } {
  const where = path.length === 0 ? '' : ` in ${label(path)}`;
  const message = `unknown key ${JSON.stringify(key)}${where}`;
  return { code: 'FB1006', message, hint: elsewhere(key, schema) ?? similar(key, field) ?? listed(field) };
}

function elsewhere(key: string, { table, broughtAlong }: FileSchema): string | null {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (Object.hasOwn(broughtAlong, plain)) return broughtAlong[plain] ?? null;
  if (Object.hasOwn(table.fields, key)) return `Write ${key} at the top of the file, without indentation.`;
  const section = Object.entries(table.fields).find(
    ([, field]) => field.type === 'object' && Object.hasOwn(field.fields, key),
  );
  return section ? `Write ${key} below ${section[0]}.` : null;
}

function similar(key: string, field: ObjectField): string | null {
  const candidate = closest(key, Object.keys(field.fields));
  return candidate === null ? null : `Write ${candidate}, if that is what you mean.`;
}

/** Short tables are shown whole. */
function listed(field: ObjectField): string {
  const keys = Object.keys(field.fields);
  return keys.length > 10 ? 'Remove it, or correct its name.' : `Use one of ${keys.join(', ')}.`;
}
