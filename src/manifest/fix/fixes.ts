import { readPlain } from '../scalars.ts';
import type { Field, FileSchema, MapField, ObjectField, TextField } from '../schema/field.ts';
import type { Range } from '../yaml-problem.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from '../yaml-tree.ts';

/** A stretch of the text, what takes its place, and how to say so. */
export interface Edit {
  readonly at: Range;
  readonly by: string;
  readonly change: string;
}

type Renames = NonNullable<FileSchema['renames']>;

/** Everything in a file that can be put right without asking. */
export function fixesIn(root: YamlMap, { table, renames = {} }: FileSchema): readonly Edit[] {
  return fixesOf(root, table, renames);
}

/** Quotes around a text that stands without. */
export function quoted(text: string, at: Range): Edit {
  return { at, by: JSON.stringify(text), change: `quoted ${text}` };
}

function fixesOf(node: YamlNode, field: Field, renames: Renames): readonly Edit[] {
  switch (field.type) {
    case 'object':
      return node.kind === 'map' ? inSection(node, field, renames) : [];
    case 'map':
      return node.kind === 'map' ? inNames(node, field) : [];
    case 'list':
      if (node.kind === 'list') return node.items.flatMap((item) => fixesOf(item, field.items, renames));
      return field.orSingle ? fixesOf(node, field.items, renames) : [];
    case 'text':
      return inText(node, field);
    case 'truth':
      return inTruth(node);
    case 'number':
    case 'integer':
    case 'open':
      return [];
    default:
      return field satisfies never;
  }
}

function inSection(node: YamlMap, field: ObjectField, renames: Renames): readonly Edit[] {
  const taken = new Set(node.entries.map(({ key }) => key));
  return node.entries.flatMap((entry) => {
    const name = currentName(entry.key, field, renames);
    const isRenamed = name !== entry.key && !taken.has(name);
    if (isRenamed) taken.add(name);
    const own = Object.hasOwn(field.fields, name) ? field.fields[name] : undefined;
    return [
      ...(isRenamed
        ? [{ at: entry.keyRange, by: name, change: `wrote ${name} instead of ${entry.key}` }]
        : []),
      ...(own ? fixesOf(entry.value, own, renames) : []),
    ];
  });
}

/** The name that a key has today: it may be spelled otherwise, be an old name, or one that is often taken for it. */
function currentName(key: string, { fields }: ObjectField, renames: Renames): string {
  const plain = plainName(key);
  const candidates = [Object.keys(fields).find((name) => plainName(name) === plain), renames[plain]];
  const name =
    candidates.find((candidate) => candidate !== undefined && Object.hasOwn(fields, candidate)) ?? key;
  const status = fields[name]?.status;
  return status?.kind === 'alias' && status.deprecated ? status.of : name;
}

/** `envVariables`, `env-variables` and `ENV_VARIABLES` are one name. */
function plainName(key: string): string {
  return key.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Where the app gets what gcloud reads, quotes would change what it gets. */
function inNames(node: YamlMap, { reading }: MapField): readonly Edit[] {
  return reading === 'as-written' ? node.entries.flatMap(({ value }: YamlEntry) => quotes(value)) : [];
}

function inText(node: YamlNode, field: TextField): readonly Edit[] {
  if (node.kind === 'list' && field.orList === 'command') return asCommand(node);
  return quotes(node);
}

function quotes(node: YamlNode): readonly Edit[] {
  if (node.kind !== 'scalar' || !node.plain) return [];
  const { type, sent } = readPlain(node.text);
  return type === 'nothing' || sent === node.text ? [] : [quoted(node.text, node.range)];
}

/** Words that mean the same to a shell as they stand; others need a person to quote them. */
const plainWord = /^[\w@%+=:./$-]+$/;

function asCommand({ items, range }: YamlList): readonly Edit[] {
  const words = items.map((item) => (item.kind === 'scalar' ? item.text : ''));
  if (!/^[\w./$]/.test(words[0] ?? '') || !words.every((word) => plainWord.test(word))) return [];
  return [{ at: range, by: words.join(' '), change: 'wrote the list as one command' }];
}

function inTruth(node: YamlNode): readonly Edit[] {
  if (node.kind !== 'scalar' || node.plain || readPlain(node.text).type !== 'truth') return [];
  return [{ at: node.range, by: node.text, change: `took the quotes off ${node.text}` }];
}
