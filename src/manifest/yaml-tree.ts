import type { Pair, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Problem, Range } from './yaml-problem.ts';
import { parseYaml } from './yaml-syntax.ts';

/** A value in a YAML text, with its place. */
export type YamlNode = YamlScalar | YamlList | YamlMap;

/** A value that is neither list nor mapping. */
export interface YamlScalar {
  readonly kind: 'scalar';
  readonly text: string;
  /** Neither quoted, nor a block, nor tagged `!!str`: YAML may read something else than text in it. */
  readonly plain: boolean;
  /** A placeholder in it was replaced. */
  readonly substituted: boolean;
  readonly range: Range;
}

/** A list. */
export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  /** Written in brackets. */
  readonly flow: boolean;
  readonly range: Range;
}

/** A mapping, its entries in the order of the text. */
export interface YamlMap {
  readonly kind: 'map';
  readonly entries: readonly YamlEntry[];
  /** Written in braces. */
  readonly flow: boolean;
  readonly range: Range;
}

/** A key of a mapping and its value. */
export interface YamlEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: YamlNode;
}

/**
 * The structure of a YAML text within the bounds of what gcloud takes: one document, a mapping, no anchors,
 * aliases, tags or tabs, no key twice. What scalars mean is left open (`readPlain`): every one is its text.
 * `root` is null where there is no mapping at all; `problems` say why, with `minimum` as the hint for an empty file.
 */
export function readYaml(
  text: string,
  minimum: string,
): {
  readonly root: YamlMap | null;
  readonly problems: readonly Problem[];
} {
  const { documents, problem } = parseYaml(text);
  if (problem) return { root: null, problems: [problem] };
  const [document, second] = documents;
  if (second) return { root: null, problems: [secondDocument(second.range?.[0] ?? 0, text)] };
  const problems: Problem[] = [];
  const node = document?.contents ? convert(document.contents as ParsedNode, { text, problems }) : null;
  if (node?.kind === 'map') return { root: node, problems };
  return { root: null, problems: problems.length > 0 ? problems : [noMapping(node, minimum)] };
}

/** A key as messages show it: in `{NAME=value}`, all of that is one. */
export function shownKey(key: string): string {
  const assigned = key.indexOf('=');
  return assigned === -1 ? key : `${key.slice(0, assigned)}=…`;
}

/** What converting works with; problems are added. */
interface Conversion {
  readonly text: string;
  readonly problems: Problem[];
}

function secondDocument(start: number, text: string): Problem {
  return {
    code: 'FB1003',
    message: 'the file holds more than one YAML document',
    hint: 'Keep one document, and give each service a file of its own.',
    range: [start, start + (text.startsWith('---', start) ? 3 : 1)],
  };
}

function noMapping(node: YamlNode | null, hint: string): Problem {
  const isEmpty = node === null || (node.kind === 'scalar' && node.plain && node.text === '');
  if (isEmpty) return { code: 'FB1004', message: 'the file is empty', hint, range: [0, 0] };
  if (node.kind === 'scalar' && node.plain && /^[\w-]+:\S/.test(node.text))
    return {
      code: 'FB1004',
      message: 'the file is a single value: a colon without a space behind it is part of a text',
      hint: `Write a space behind each colon: ${node.text.replace(/^([\w-]+):(\S*).*/s, '`$1: $2`')}.`,
      range: node.range,
    };
  const what = node.kind === 'list' ? 'a list' : 'a single value';
  const range: Range = node.kind === 'list' ? [node.range[0], node.range[0] + 1] : node.range;
  return { code: 'FB1004', message: `the file is ${what}, and not a mapping of keys to values`, hint, range };
}

function convert(node: ParsedNode, conversion: Conversion): YamlNode {
  checkProperties(node, conversion);
  const range: Range = [node.range[0], node.range[1]];
  if (isMap(node))
    return { kind: 'map', entries: entriesOf(node, conversion), flow: node.flow === true, range };
  if (isSeq(node)) return { kind: 'list', items: itemsOf(node, conversion), flow: node.flow === true, range };
  if (!isScalar(node)) return nothingAt(range);
  const plain = node.type === 'PLAIN' && node.tag === undefined;
  if (plain && node.source === '=') {
    conversion.problems.push({
      code: 'FB1003',
      message: 'gcloud refuses an unquoted =',
      hint: 'Quote it: "=".',
      range,
    });
  }
  return { kind: 'scalar', text: String(node.value), plain, substituted: false, range };
}

/** gcloud takes no anchors and aliases, and tags would say what the table of keys says. */
function checkProperties(node: ParsedNode, { text, problems }: Conversion): void {
  if (isAlias(node)) return void problems.push(aliasAt(node.source, [node.range[0], node.range[1]]));
  const before = (mark: string): Range => {
    const start = Math.max(0, text.lastIndexOf(mark, node.range[0]));
    return [start, start + mark.length];
  };
  if (node.anchor !== undefined)
    problems.push(aliasProblem(`anchor &${node.anchor}`, before(`&${node.anchor}`)));
  const tag = node.tag?.replace('tag:yaml.org,2002:', '!!');
  if (tag === undefined || ownTags.has(tag)) return;
  problems.push({
    code: 'FB1003',
    message: `the YAML tag ${tag} has no place here`,
    hint: 'Remove the tag.',
    range: text.lastIndexOf(tag, node.range[0]) === -1 ? before('!') : before(tag),
  });
}

/** Tags that say what the node is anyway. */
const ownTags = new Set(['!!str', '!!map', '!!seq']);

/** What is no name is a pattern of files or hosts, which begins with the same star. */
function aliasAt(source: string, range: Range): Problem {
  if (/^\w+$/.test(source)) return aliasProblem(`alias *${source}`, range);
  const message = `without quotes, *${source} is a YAML alias, which gcloud refuses`;
  return { code: 'FB1003', message, hint: `Quote it: "*${source}".`, range };
}

function aliasProblem(mark: string, range: Range): Problem {
  return {
    code: 'FB1003',
    message: `gcloud refuses YAML anchors and aliases, and here is the ${mark}`,
    hint: 'Write the value out where it is needed.',
    range,
  };
}

type ParsedPair = Pair<ParsedNode | null, ParsedNode | null>;

function itemsOf(list: YAMLSeq.Parsed, conversion: Conversion): readonly YamlNode[] {
  const within: Range = [list.range[0], list.range[1]];
  // In brackets, `a: 1` is an item that is a pair.
  return list.items.map((item: unknown) =>
    isPair(item)
      ? {
          kind: 'map',
          entries: [entryOf(item as ParsedPair, { within, conversion })],
          flow: true,
          range: within,
        }
      : convert(item as ParsedNode, conversion),
  );
}

function entriesOf(map: YAMLMap.Parsed, conversion: Conversion): readonly YamlEntry[] {
  const within: Range = [map.range[0], map.range[1]];
  const entries = (map.items as readonly ParsedPair[]).map((pair) => entryOf(pair, { within, conversion }));
  const seen = new Set<string>();
  for (const { key, keyRange: range } of entries) {
    const hint = 'Keep one of the two.';
    if (seen.has(key))
      conversion.problems.push({ code: 'FB1005', message: `${shownKey(key)} is set twice`, hint, range });
    seen.add(key);
  }
  return entries;
}

function entryOf(
  { key, value }: ParsedPair,
  { within, conversion }: { readonly within: Range; readonly conversion: Conversion },
): YamlEntry {
  const keyRange: Range = key ? [key.range[0], key.range[1]] : within;
  if (isScalar(key)) checkProperties(key as ParsedNode, conversion);
  else {
    conversion.problems.push(notAWord(keyRange, conversion.text));
  }
  return {
    key: isScalar(key) ? String(key.value) : '',
    keyRange,
    value: value ? convert(value, conversion) : nothingAt([keyRange[1], keyRange[1]]),
  };
}

function notAWord(range: Range, text: string): Problem {
  const isTemplate = text.startsWith('{{', range[0] - 1);
  return isTemplate
    ? {
        code: 'FB1003',
        message: 'a placeholder {{ }} is left in the file',
        hint: 'Fill it in before the file is used.',
        range,
      }
    : { code: 'FB1003', message: 'a key is no single word', hint: 'Write `key: value`.', range };
}

function nothingAt(range: Range): YamlScalar {
  return { kind: 'scalar', text: '', plain: true, substituted: false, range };
}
