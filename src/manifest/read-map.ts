import { closest } from '../core/index.ts';
import { matches, show } from './allowed.ts';
import {
  label,
  pathKey,
  placeOf,
  refuse,
  refuseStructure,
  shownRange,
  warnOtherReading,
  type Reading,
} from './reader.ts';
import { meaningOf } from './read-text.ts';
import { foreignHints } from './unknown-key.ts';
import type { KnownName, MapField } from './schema/field.ts';
import { shownKey, type YamlEntry, type YamlMap, type YamlNode } from './yaml-tree.ts';

/** Names to texts. */
export function readMap(reading: Reading<MapField, YamlMap>): Readonly<Record<string, string>> {
  const { field, node, path, reader } = reading;
  const values: [string, string][] = [];
  for (const entry of node.entries) {
    const own = { field, node: entry.value, path: [...path, entry.key], reader };
    reader.places.ranges.set(pathKey(own.path), shownRange(entry.value, entry.keyRange));
    if (!isMapKey(own, entry)) continue;
    if (field.known) checkName(own, entry);
    const value = readMapValue(own, knownName(field, entry.key));
    if (value !== null) values.push([entry.key, value]);
  }
  reportMissingNames(reading);
  return Object.fromEntries(values);
}

function readMapValue(reading: Reading<MapField>, known: KnownName | null): string | null {
  const { field, node, path } = reading;
  if (node.kind !== 'scalar') return (known?.orList ? textsIn(node) : null) ?? refuseStructure(reading);
  const { text } = node;
  const { sent, type } = meaningOf(node);
  if (type === 'nothing' && field.reading === 'as-written') return null;
  if (known?.pattern && !matches(known.pattern, text)) {
    const message = `${label(path)} cannot be ${show(text)}`;
    return refuse(reading, { code: 'FB1008', message, hint: `Use ${known.pattern.means}.` });
  }
  if (sent === text) return text;
  // A number can be a password; the words that YAML knows cannot.
  const secret = field.secret === true && type === 'number';
  const hint = secret ? 'Quote it.' : `Quote it: "${text}".`;
  warnOtherReading({ ...reading, node }, { read: secret ? null : sent, hint });
  return field.reading === 'as-gcloud' ? sent : text;
}

/** A list of texts as JSON; null for all else. */
function textsIn(node: YamlNode): string | null {
  if (node.kind !== 'list') return null;
  const texts = node.items.map((item) => (item.kind === 'scalar' ? item.text : null));
  return texts.includes(null) ? null : JSON.stringify(texts);
}

function isMapKey({ field, path, reader }: Reading<MapField>, { key, keyRange }: YamlEntry): boolean {
  const map = label(path.slice(0, -1));
  if (!matches(field.keys, key)) {
    const message = `a name in ${map} cannot be ${show(shownKey(key))}`;
    const hint = key.includes('=') ? 'Write `NAME: value`.' : `Use ${field.keys.means}.`;
    reader.report.error(keyRange, { code: 'FB1008', message, hint });
    return false;
  }
  if (!field.reserved || !matches(field.reserved, key)) return true;
  const message = `${map}.${key} is reserved: it is ${field.reserved.means}`;
  reader.report.error(keyRange, { code: 'FB1012', message, hint: 'Remove it, or give it another name.' });
  return false;
}

function knownName({ known = {} }: MapField, key: string): KnownName | null {
  return Object.hasOwn(known, key) ? (known[key] ?? null) : null;
}

/** gcloud takes any name, and nothing reads one that is misspelt. */
function checkName({ field, path, reader }: Reading<MapField>, { key, keyRange }: YamlEntry): void {
  if (knownName(field, key) !== null) return;
  const foreign = foreignHints(path, reader.schema).exact;
  const near = closest(key, Object.keys(field.known ?? {}));
  reader.report.warning(keyRange, {
    code: 'FB1106',
    message: `App Engine knows no ${label(path)}, and does nothing with it`,
    hint:
      foreign ??
      (near === null ? 'Remove it, or correct its name.' : `Write ${near}, if that is what you mean.`),
  });
}

function reportMissingNames(reading: Reading<MapField, YamlMap>): void {
  const { field, node, path, reader } = reading;
  for (const [name, { required, about }] of Object.entries(field.known ?? {})) {
    if (!required || node.entries.some(({ key }) => key === name)) continue;
    const message = `${label(path)} has no ${name}`;
    reader.report.error(placeOf(reading), { code: 'FB1010', message, hint: `Add \`${name}\`: ${about}` });
  }
}
