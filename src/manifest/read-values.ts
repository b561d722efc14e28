import { kindOf, label, pathKey, placeOf, refuse, shownRange, type Reading } from './reader.ts';
import { readPlain, type PlainScalar } from './scalars.ts';
import type { Field, MapField, NumberField, Pattern, TextField, TruthField } from './schema/field.ts';
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from './yaml-tree.ts';

/** A text, as it is written even where gcloud reads another one in it, with a warning then. */
export function readText(reading: Reading<TextField>): string | null {
  const { field, path } = reading;
  if (!isScalar(reading)) return refuseStructure(reading);
  const { text } = reading.node;
  const { sent } = meaningOf(reading.node);
  if (!isAllowed(field, text)) {
    const message = `${label(path)} cannot be ${show(text)}`;
    return refuse(reading, { code: 'FB1008', message, hint: allowedHint(field) });
  }
  if (!isAllowed(field, sent)) {
    const message = `gcloud reads ${text} of ${label(path)} as ${sent}, which it refuses`;
    return refuse(reading, { code: 'FB1008', message, hint: `Quote it: "${text}".` });
  }
  if (text !== sent) warnOtherReading(reading, { read: sent, hint: `Quote it: "${text}".` });
  return text;
}

/** Names to texts. */
export function readMap({
  field,
  node,
  path,
  reader,
}: Reading<MapField, YamlMap>): Readonly<Record<string, string>> {
  const values: [string, string][] = [];
  for (const entry of node.entries) {
    const own = { field, node: entry.value, path: [...path, entry.key], reader };
    reader.places.ranges.set(pathKey(own.path), shownRange(entry.value, entry.keyRange));
    if (!isMapKey(own, entry)) continue;
    const value = readMapValue(own);
    if (value !== null) values.push([entry.key, value]);
  }
  return Object.fromEntries(values);
}

/** A number; quoted ones count as well, as gcloud has it. */
export function readNumber(reading: Reading<NumberField>): number | null {
  const { field, node, path } = reading;
  const value = isScalar(reading) ? numberIn(reading.node) : null;
  if (!isScalar(reading) || value === null) {
    const wanted = field.type === 'integer' ? 'a whole number' : 'a number';
    const found = node.kind === 'scalar' ? show(node.text) : kindOf(node);
    const message = `${label(path)} must be ${wanted}, and is ${found}`;
    return refuse(reading, { code: 'FB1007', message, hint: rangeHint(field) });
  }
  const { text } = reading.node;
  const used = field.type === 'integer' ? Math.trunc(value) : value;
  if (used < (field.min ?? -Infinity) || used > (field.max ?? Infinity)) {
    return refuse(reading, {
      code: 'FB1009',
      message: `${label(path)} is ${text}, out of its range`,
      hint: rangeHint(field),
    });
  }
  if (used !== Number(text.replaceAll('_', ''))) {
    warnOtherReading(reading, { read: String(used), hint: `Write ${used}, if you mean that.` });
  }
  return used;
}

/** `true` or `false`, or another of YAML 1.1's words for these. */
export function readTruth(reading: Reading<TruthField>): boolean | null {
  const { node, path } = reading;
  const plain = node.kind === 'scalar' && node.plain ? readPlain(node.text) : null;
  if (plain?.type === 'truth') return plain.sent === 'True';
  const found = node.kind === 'scalar' ? show(node.text) : kindOf(node);
  const message = `${label(path)} must be true or false, and is ${found}`;
  return refuse(reading, { code: 'FB1007', message, hint: 'Write true or false, unquoted.' });
}

function readMapValue(reading: Reading<MapField>): string | null {
  const { field } = reading;
  if (!isScalar(reading)) return refuseStructure(reading);
  const { text } = reading.node;
  const { sent, type } = meaningOf(reading.node);
  if (type === 'nothing' && field.reading === 'as-written') return null;
  if (sent === text) return text;
  // A number can be a password; the words that YAML knows cannot.
  const secret = field.secret === true && type === 'number';
  const hint = secret ? 'Quote it.' : `Quote it: "${text}".`;
  warnOtherReading(reading, { read: secret ? null : sent, hint });
  return field.reading === 'as-gcloud' ? sent : text;
}

function isMapKey({ field, path, reader }: Reading<MapField>, { key, keyRange }: YamlEntry): boolean {
  const map = label(path.slice(0, -1));
  if (!matches(field.keys, key)) {
    const message = `a name in ${map} cannot be ${show(key)}`;
    reader.report.error(keyRange, { code: 'FB1008', message, hint: `Use ${field.keys.means}.` });
    return false;
  }
  if (!field.reserved || !matches(field.reserved, key)) return true;
  const message = `${map}.${key} is reserved: it is ${field.reserved.means}`;
  reader.report.error(keyRange, { code: 'FB1012', message, hint: 'Remove it, or give it another name.' });
  return false;
}

function isScalar<FieldType>(reading: Reading<FieldType>): reading is Reading<FieldType, YamlScalar> {
  return reading.node.kind === 'scalar';
}

/** A list or a section stands where text belongs; gcloud would send `[]`. */
function refuseStructure(reading: Reading<Field>): null {
  const message = `${label(reading.path)} must be text, and is ${kindOf(reading.node)}`;
  const texts = textsIn(reading.node);
  const secret = reading.field.type === 'map' && reading.field.secret === true;
  const hint = texts === null || secret ? 'Quote it.' : `Quote it: '${texts.replaceAll("'", "''")}'.`;
  return refuse(reading, { code: 'FB1007', message, hint });
}

/** A list of texts as JSON; null for all else. */
function textsIn(node: YamlNode): string | null {
  if (node.kind !== 'list') return null;
  const texts = node.items.map((item) => (item.kind === 'scalar' ? JSON.stringify(item.text) : null));
  return texts.includes(null) ? null : `[${texts.join(', ')}]`;
}

/** Substituted text is text: no placeholder's value turns into something else. */
function meaningOf(node: YamlScalar): PlainScalar {
  return node.plain && !node.substituted
    ? readPlain(node.text)
    : { type: 'text', sent: node.text, number: null };
}

function numberIn(node: YamlScalar): number | null {
  const quoted = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
  const value = node.plain ? readPlain(node.text).number : quoted.test(node.text) ? Number(node.text) : null;
  return value === null || !Number.isFinite(value) ? null : value;
}

function isAllowed(field: TextField, text: string): boolean {
  if (field.oneOf) return field.oneOf.includes(text);
  return field.pattern === undefined || matches(field.pattern, text);
}

function matches(pattern: Pattern, text: string): boolean {
  return new RegExp(`^(?:${pattern.expression})$`).test(text);
}

function allowedHint({ oneOf, pattern }: TextField): string | null {
  if (oneOf) return oneOf.length === 1 ? `Use ${oneOf.join()}.` : `Use one of ${oneOf.join(', ')}.`;
  return pattern ? `Use ${pattern.means}.` : null;
}

/** The value as messages show it; long ones cut. */
function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}

function rangeHint({ min, max }: NumberField): string | null {
  if (min !== undefined && max !== undefined) return `Use a number from ${min} to ${max}.`;
  if (min !== undefined) return `Use ${min} or more.`;
  return max === undefined ? null : `Use ${max} or less.`;
}

/** `read` is what gcloud makes of it; null where that is not to be shown. */
function warnOtherReading(
  reading: Reading<unknown, YamlScalar>,
  { read, hint }: { readonly read: string | null; readonly hint: string },
): void {
  const { text } = reading.node;
  const name = label(reading.path);
  const message =
    read === null
      ? `gcloud reads the number in ${name} differently from how it is written`
      : `gcloud reads ${text === '' ? 'the empty value' : text} of ${name} as ${read}`;
  reading.reader.report.warning(placeOf(reading), { code: 'FB1102', message, hint });
}
