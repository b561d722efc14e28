import { throwErrorsAmong, type Diagnostic, type Span } from '../core/index.ts';
import { appConfigOf } from './app-config.ts';
import { readObject } from './read-object.ts';
import { pathKey, type Places } from './reader.ts';
import { startReport, type Report } from './report.ts';
import { checkRules } from './rules.ts';
import { appYaml } from './schema/app-yaml.ts';
import type { ObjectField } from './schema/field.ts';
import { substitute } from './substitute.ts';
import type { LocatedAppConfig } from './types.ts';
import type { Range } from './yaml-syntax.ts';
import { readYaml, type YamlMap, type YamlNode } from './yaml-tree.ts';

/** An app.yaml as text. */
export interface AppYamlText {
  /** The file as the user named it. */
  readonly file: string;
  readonly text: string;
  /** Values for `${NAME}` placeholders; null leaves placeholders as they are. */
  readonly substitutions: Readonly<Record<string, string>> | null;
}

/**
 * Reads an app.yaml as gcloud does, and holds it to the rules that the platform enforces only when it deploys.
 * `diagnostics` are warnings. All errors of the file are thrown as one FlexbuildError (FB10xx), in the order of its lines.
 */
export function readAppYaml(input: AppYamlText): {
  readonly app: LocatedAppConfig;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { file, text, substitutions } = input;
  const { root, problems } = readYaml(text);
  const tree = root ?? emptyMap;
  const report = startReport({ file, text, secrets: secretsIn(tree, appYaml) });
  for (const { range, ...parts } of problems) report.error(range, parts);
  throwErrorsAmong(report.diagnostics());
  const filled = substitutions === null ? tree : substitute(tree, substitutions, report);
  const places: Places = { ranges: new Map(), failed: new Set() };
  const values = readObject({
    field: appYaml,
    node: filled,
    path: [],
    reader: { report, places, schema: appYaml },
  });
  checkRules({ values, places, report, whole: tree.range });
  throwErrorsAmong(report.diagnostics());
  const config = appConfigOf(values, places.ranges.has('manual_scaling'));
  return { app: { config, file, locate: locator(places, report) }, diagnostics: report.diagnostics() };
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
