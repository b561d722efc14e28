import { closest } from '../core/index.ts';
import { label, type Path } from './reader.ts';
import type { FileSchema, ObjectField } from './schema/field.ts';
import { shownKey } from './yaml-tree.ts';

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
  const message = `unknown key ${JSON.stringify(shownKey(key))}${where}`;
  const foreign = foreignHints([...path, key], schema);
  const hint =
    foreign.exact ??
    elsewhere(key, schema) ??
    similar(key, field) ??
    foreign.anywhere ??
    likeForeign(key, schema) ??
    (path.length === 0 ? likeVariable(key, schema) : null) ??
    listed(field);
  return { code: 'FB1006', message, hint };
}

/** What to write instead of a name that another tool has: as the table has it for this place, or wherever it stands. */
export function foreignHints(
  path: Path,
  { broughtAlong }: Pick<FileSchema, 'broughtAlong'>,
): Readonly<Record<'exact' | 'anywhere', string | null>> {
  const key = path.at(-1) ?? '';
  const section = path.slice(0, -1).filter((part) => !/^\d+$/.test(part));
  const hintFor = (name: string): string | null =>
    Object.hasOwn(broughtAlong, name) ? (broughtAlong[name] ?? null) : null;
  const plain = plainName(key);
  const anywhere = hintFor(key) ?? hintFor(plain);
  return { exact: section.length === 0 ? anywhere : hintFor([...section, plain].join('.')), anywhere };
}

/** A misspelt name of another tool; short ones are like too many. */
function likeForeign(key: string, { broughtAlong }: FileSchema): string | null {
  const near = key.length < 8 ? null : closest(plainName(key), Object.keys(broughtAlong));
  return near === null ? null : (broughtAlong[near] ?? null);
}

function likeVariable(key: string, { table }: FileSchema): string | null {
  const isVariable = Object.hasOwn(table.fields, 'env_variables') && /^[A-Z][A-Z0-9_]*$/.test(key);
  return isVariable ? 'Write it below env_variables, indented, if it is a variable.' : null;
}

function plainName(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function elsewhere(key: string, { table }: FileSchema): string | null {
  if (Object.hasOwn(table.fields, key)) return `Write ${key} at the top of the file, without indentation.`;
  const sections = sectionsWith(key, { field: table, path: [] });
  return sections.length === 0 ? null : `Write ${key} below ${sections.join(' or ')}.`;
}

/** The sections that have the key and count for something. */
function sectionsWith(
  key: string,
  { field, path }: { readonly field: ObjectField; readonly path: Path },
): readonly string[] {
  return Object.entries(field.fields).flatMap(([name, own]) => {
    if (own.type !== 'object' || own.status !== undefined) return [];
    const inner = [...path, name];
    const here = Object.hasOwn(own.fields, key) ? [label(inner)] : [];
    return [...here, ...sectionsWith(key, { field: own, path: inner })];
  });
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
