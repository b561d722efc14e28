import { kindOf, label, pathKey, placeOf, refuse, shownRange, type Reading } from './reader.ts';
import { noteStatus } from './key-status.ts';
import { readMap } from './read-map.ts';
import { readNumber } from './read-number.ts';
import { readText, readTruth } from './read-text.ts';
import { fieldNamed } from './schema/field-named.ts';
import type { Field, ListField, ObjectField, ValueOf } from './schema/field.ts';
import { unknownKey } from './unknown-key.ts';
import type { YamlEntry, YamlMap, YamlNode } from './yaml-tree.ts';

/** Reads a mapping by its table: every key that is set, and the defaults of all others. */
export function readObject<Table extends ObjectField>(reading: Reading<Table, YamlMap>): ValueOf<Table> {
  const { field, node, path, reader } = reading;
  const values = new Map<string, unknown>();
  const setBy = new Map<string, string>();
  for (const entry of node.entries) {
    const own = fieldNamed(entry.key, field);
    if (own === null) {
      reader.report.error(entry.keyRange, unknownKey({ key: entry.key, path, field, schema: reader.schema }));
      continue;
    }
    const name = own.status?.kind === 'alias' ? own.status.of : entry.key;
    noteStatus({ own, entry, path, reader });
    const other = setBy.get(name);
    if (other !== undefined) {
      reader.report.error(entry.keyRange, {
        code: 'FB1011',
        message: `${label([...path, entry.key])} and ${label([...path, other])} are the same, and both are set`,
        hint: `Keep ${name}.`,
      });
      continue;
    }
    if (isNothing(entry.value)) continue;
    setBy.set(name, entry.key);
    values.set(name, readEntry({ field: own, entry, path: [...path, name], reader }));
  }
  reportMissing(reading, values);
  return withDefaults(field, values) as ValueOf<Table>;
}

/** The values of a section that is not there. */
function withDefaults(field: ObjectField, values: ReadonlyMap<string, unknown> = new Map()): unknown {
  const entries = Object.entries(field.fields);
  return Object.fromEntries(
    entries.map(([key, own]) => [key, (values.get(key) ?? null) === null ? defaultOf(own) : values.get(key)]),
  );
}

function defaultOf(field: Field): unknown {
  switch (field.type) {
    case 'object':
      return withDefaults(field);
    case 'map':
      return {};
    case 'list':
    case 'open':
      return null;
    case 'text':
    case 'number':
    case 'integer':
    case 'truth':
      return field.default;
    default:
      return field satisfies never;
  }
}

/** `key:` with nothing behind it is as good as no key. */
function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.plain && /^(?:~|null|Null|NULL|)$/.test(node.text);
}

function readEntry({
  field,
  entry,
  path,
  reader,
}: Omit<Reading<Field>, 'node'> & { readonly entry: YamlEntry }): unknown {
  reader.places.ranges.set(pathKey(path), shownRange(entry.value, entry.keyRange));
  return readValue({ field, node: entry.value, path, reader });
}

/** Null where the value is refused; that is then in the report. */
function readValue(value: Reading<Field>): unknown {
  const { field, node, path, reader } = value;
  switch (field.type) {
    case 'object':
      if (node.kind === 'map') return readObject({ field, node, path, reader });
      return refuseType(value, 'a section of keys and values');
    case 'map':
      return node.kind === 'map'
        ? readMap({ ...value, field, node })
        : refuseType(value, 'a section of names and values');
    case 'list':
      return node.kind === 'list' || field.orSingle
        ? readList({ ...value, field })
        : refuseType(value, 'a list');
    case 'text':
      return readText({ ...value, field });
    case 'number':
    case 'integer':
      return readNumber({ ...value, field });
    case 'truth':
      return readTruth({ ...value, field });
    case 'open':
      return null;
    default:
      return field satisfies never;
  }
}

/** Items, or the single value that stands for a list of one. */
function readList(reading: Reading<ListField>): readonly unknown[] {
  const { field, node, path, reader } = reading;
  if (node.kind !== 'list') return [readValue({ field: field.items, node, path, reader })];
  if (field.maxItems !== undefined && node.items.length > field.maxItems) {
    reader.report.error(placeOf(reading), {
      code: 'FB1009',
      message: `${label(path)} has ${node.items.length} items, and may have ${field.maxItems}`,
      hint: 'Remove some.',
    });
  }
  return node.items.map((item, index) => {
    const own = [...path, String(index)];
    reader.places.ranges.set(pathKey(own), shownRange(item, [item.range[0], item.range[0] + 1]));
    const value = readValue({ field: field.items, node: item, path: own, reader });
    if (value === null) reader.places.failed.add(pathKey(path));
    return value;
  });
}

function refuseType(reading: Reading<Field>, wanted: string): null {
  const { field, node, path } = reading;
  const message = `${label(path)} must be ${wanted}, and is ${kindOf(node)}`;
  const usual =
    wanted === 'a list'
      ? 'Write each item on a line of its own, behind `- `.'
      : 'Write one `key: value` a line, indented below it.';
  return refuse(reading, { code: 'FB1007', message, hint: field.instead?.[node.kind] ?? usual });
}

function reportMissing(reading: Reading<ObjectField>, values: ReadonlyMap<string, unknown>): void {
  const { field, path, reader } = reading;
  for (const [key, own] of Object.entries(field.fields)) {
    if (!('required' in own) || values.has(key)) continue;
    reader.places.failed.add(pathKey([...path, key]));
    reader.report.error(placeOf(reading), {
      code: 'FB1010',
      message: `${label(path)} has no ${key}`,
      hint: `Add \`${key}\`: ${own.about}`,
    });
  }
}
