import { throwErrorsAmong, type Span } from '../core/index.ts';
import { readObject } from './read-object.ts';
import { pathKey, type Places } from './reader.ts';
import { startReport, type Report } from './report.ts';
import type { FileSchema, ObjectField, ValueOf } from './schema/field.ts';
import { substitute } from './substitute.ts';
import type { Range } from './yaml-syntax.ts';
import { readYaml, type YamlMap, type YamlNode } from './yaml-tree.ts';

/** A file of YAML as text. */
export interface YamlText {
  /** The file as the user named it. */
  readonly file: string;
  readonly text: string;
  /** Values for `${NAME}` placeholders; null leaves placeholders as they are. */
  readonly substitutions: Readonly<Record<string, string>> | null;
}

/** What a file says by its table; what is wrong with single keys is in the report, and is not thrown. */
export interface Document<Table extends ObjectField> {
  readonly values: ValueOf<Table>;
  readonly places: Places;
  readonly report: Report;
  /** The whole mapping. */
  readonly whole: Range;
  /** Where the value of a key stands, by its path; null where it is a default. */
  readonly locate: (...key: readonly string[]) => Span | null;
}

/** Reads a file by its table. Throws where it is no YAML that gcloud takes: then there are no keys to look at. */
export function readDocument<Table extends ObjectField>(
  { file, text, substitutions }: YamlText,
  schema: FileSchema<Table>,
): Document<Table> {
  const { root, problems } = readYaml(text, schema.minimum);
  const tree = root ?? emptyMap;
  const report = startReport({ file, text, secrets: secretsIn(tree, schema.table) });
  for (const { range, ...parts } of problems) report.error(range, parts);
  throwErrorsAmong(report.diagnostics());
  const filled = substitutions === null ? tree : substitute(tree, substitutions, report);
  const places: Places = { ranges: new Map(), failed: new Set() };
  const values = readObject({
    field: schema.table,
    node: filled,
    path: [],
    reader: { report, places, schema },
  });
  return { values, places, report, whole: tree.range, locate: locator(places, report) };
}

const emptyMap: YamlMap = { kind: 'map', entries: [], flow: false, range: [0, 0] };

function locator(places: Places, report: Report): (...key: readonly string[]) => Span | null {
  return (...key) => {
    const range = places.ranges.get(pathKey(key));
    return range ? report.spanOf(range) : null;
  };
}

/** Where values stand that no message may show. */
function secretsIn(root: YamlMap, schema: ObjectField): readonly Range[] {
  return root.entries.flatMap(({ key, value }) => {
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined;
    return field?.type === 'map' && field.secret ? scalarsIn(value) : [];
  });
}

function scalarsIn(node: YamlNode): readonly Range[] {
  if (node.kind === 'scalar') return [node.range];
  return (node.kind === 'list' ? node.items : node.entries.map(({ value }) => value)).flatMap(scalarsIn);
}
