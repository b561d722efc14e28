import { throwErrorsAmong, type Diagnostic, type Span } from '../core/index.ts';
import { readObject } from './read-object.ts';
import { pathKey, type Places } from './reader.ts';
import { startReport, type Report } from './report.ts';
import { fieldNamed } from './schema/field-named.ts';
import type { Field, FileSchema, ObjectField, ValueOf } from './schema/field.ts';
import { secretsIn, secretsInLines } from './secrets.ts';
import { substitute } from './substitute.ts';
import type { Range } from './yaml-problem.ts';
import { maxLength } from './yaml-scan.ts';
import { readYaml, type YamlNode } from './yaml-tree.ts';

/** A file of YAML as text. */
export interface YamlText {
  /** The file as the user named it. */
  readonly file: string;
  readonly text: string;
  /** Values for `${NAME}` placeholders; null leaves placeholders as they are. */
  readonly substitutions: Readonly<Record<string, string>> | null;
}

/** What reading a file has found: its config as far as it could be read, and everything wrong with it. */
export interface Examined<Config> {
  /** Null where too little could be read. */
  readonly config: Config | null;
  /** Errors and warnings in the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The strict form: throws all errors as one FlexbuildError. */
export function faultless<Config>({ config, diagnostics }: Examined<Config>): Config {
  throwErrorsAmong(diagnostics);
  // Only errors keep a file from being read.
  return config as Config;
}

/** What a file says by its table; what is wrong with single keys is in the report. */
export interface Document<Table extends ObjectField> {
  readonly report: Report;
  /** Null where the file is no YAML that gcloud takes: then there are no keys to look at. */
  readonly content: Content<Table> | null;
}

/** The keys of a file. */
export interface Content<Table extends ObjectField> {
  readonly values: ValueOf<Table>;
  readonly places: Places;
  /** The whole mapping. */
  readonly whole: Range;
  /** Where the value of a key stands, by its path; null where it is a default. */
  readonly locate: (...key: readonly string[]) => Span | null;
}

/** Reads a file by its table. Throws nothing: all that is wrong is in the report. */
export function readDocument<Table extends ObjectField>(
  { file, text, substitutions }: YamlText,
  schema: FileSchema<Table>,
): Document<Table> {
  const { root, problems } = readYaml(text, schema.minimum);
  const report = startReport({
    file,
    text,
    secrets:
      root === null ? secretsInLines(text.slice(0, maxLength), schema.table) : secretsIn(root, schema.table),
    docsAt: (offset) => docsAt(offset, root, schema.table),
  });
  for (const { range, ...parts } of problems) report.error(range, parts);
  if (root === null || problems.length > 0) return { report, content: null };
  const filled = substitutions === null ? root : substitute(root, substitutions, report);
  const places: Places = { ranges: new Map(), failed: new Set() };
  const values = readObject({
    field: schema.table,
    node: filled,
    path: [],
    reader: { report, places, schema },
  });
  return { report, content: { values, places, whole: root.range, locate: locator(places, report) } };
}

function locator(places: Places, report: Report): (...key: readonly string[]) => Span | null {
  return (...key) => {
    const range = places.ranges.get(pathKey(key));
    return range ? report.spanOf(range) : null;
  };
}

/** The page of the innermost key around an offset that has one. */
function docsAt(offset: number, node: YamlNode | null, field: Field): string | null {
  const entries = node?.kind === 'map' && field.type === 'object' ? node.entries : [];
  const entry = entries.find(
    ({ keyRange: [start, end], value }) => start <= offset && offset < Math.max(end, value.range[1]),
  );
  const own = field.type === 'object' && entry ? fieldNamed(entry.key, field) : null;
  return (entry && own ? docsAt(offset, entry.value, own) : null) ?? field.docs ?? null;
}
