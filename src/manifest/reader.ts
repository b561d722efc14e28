import { allowedHint, isAllowed } from './allowed.ts';
import type { Report } from './report.ts';
import type { Field, FileSchema } from './schema/field.ts';
import type { Range } from './yaml-problem.ts';
import type { YamlNode, YamlScalar } from './yaml-tree.ts';

/** Keys from the top of the file to a value; an item of a list is its number. */
export type Path = readonly string[];

/** What is known about the keys of a file besides their values. */
export interface Places {
  /** By `pathKey`: where a value stands. A section with lines of its own stands where its key does. */
  readonly ranges: Map<string, Range>;
  /** By `pathKey`: values that were refused, and have their default instead. */
  readonly failed: Set<string>;
}

/** What readers of values work with. */
export interface Reader {
  readonly report: Report;
  readonly places: Places;
  /** The whole file's, for hints that say where else a key belongs. */
  readonly schema: FileSchema;
}

/** Names a path in `Places`. */
export function pathKey(path: Path): string {
  return path.join('\0');
}

/** How messages name a path: `resources.volumes[0].size_gb`. */
export function label(path: Path): string {
  return path
    .map((part, index) => (/^\d+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}

/** One value and the field that says what it has to be. */
export interface Reading<FieldType, Node extends YamlNode = YamlNode> {
  readonly field: FieldType;
  readonly node: Node;
  readonly path: Path;
  readonly reader: Reader;
}

/** Where messages about a value point. */
export function placeOf({ node, path, reader }: Reading<unknown>): Range {
  return reader.places.ranges.get(pathKey(path)) ?? node.range;
}

/** Where a value is pointed at: itself, or `otherwise` where it is empty or has lines of its own. */
export function shownRange(node: YamlNode, otherwise: Range): Range {
  if (node.kind === 'scalar') return node.range[1] > node.range[0] ? node.range : otherwise;
  return node.flow ? node.range : otherwise;
}

/** Reports that a value cannot be used; the null takes its place. */
export function refuse(
  reading: Reading<unknown>,
  parts: {
    readonly code: 'FB1007' | 'FB1008' | 'FB1009';
    readonly message: string;
    readonly hint: string | null;
  },
): null {
  reading.reader.places.failed.add(pathKey(reading.path));
  reading.reader.report.error(placeOf(reading), parts);
  return null;
}

/** A list or a section stands where text belongs; gcloud would send `[]` without a word. */
export function refuseStructure({ field, ...reading }: Reading<Field>): null {
  const { node, path } = reading;
  const isSilent = node.kind === 'list' && (field.type !== 'text' || isAllowed(field, '[]'));
  const taken = isSilent ? ', which gcloud takes for []' : '';
  const message = `${label(path)} must be text, and is ${kindOf(node)}${taken}`;
  const own = field.type === 'text' ? (field.instead?.[node.kind] ?? allowedHint(field, '')) : null;
  const isSecret = field.type === 'map' && field.secret === true;
  return refuse({ ...reading, field }, { code: 'FB1007', message, hint: own ?? asText(node, isSecret) });
}

function asText(node: YamlNode, isSecret: boolean): string {
  if (node.kind === 'map') return 'Write one text, or a name for each of its values.';
  if (isSecret) return 'Quote it.';
  const texts =
    node.kind === 'list' ? node.items.map((item) => (item.kind === 'scalar' ? item.text : null)) : [null];
  if (texts.includes(null)) return 'Quote it.';
  const list = `[${texts.map((text) => JSON.stringify(text)).join(', ')}]`;
  return `Quote it: '${list.replaceAll("'", "''")}'.`;
}

/** gcloud takes something else than is written; `read` is null where that is not to be shown. */
export function warnOtherReading(
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

/** What a node is, in words. */
export function kindOf(node: YamlNode): string {
  return { scalar: 'a single value', list: 'a list', map: 'a section' }[node.kind];
}
