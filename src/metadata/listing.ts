import { folder, isDirectory, type Folder, type List, type Node, type Value } from './nodes.ts';

/** The names in a directory, one a line, with a slash behind those of directories. */
export function listing(directory: Folder | List): string {
  return childrenOf(directory)
    .map(({ name, node }) => `${name}${isDirectory(node) || node.kind === 'closed' ? '/' : ''}\n`)
    .join('');
}

/** A value as plain text: no newline behind it, except behind each line of a list. */
export function valueText(value: Value): string {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
      return value.digits;
    case 'texts':
      return value.texts.map((line) => `${line}\n`).join('');
    default:
      return value satisfies never;
  }
}

/** A node and all below it as JSON, without what is made on demand; compact, or with two spaces a level. */
export function toJson(node: Lasting, { pretty }: { readonly pretty: boolean } = { pretty: false }): string {
  return jsonOf(node, pretty ? '\n' : '');
}

/** `newline` ends in the spaces of the level that the node is at; empty: no lines. */
function jsonOf(node: Lasting, newline: string): string {
  const deeper = newline && `${newline}  `;
  const colon = newline ? ': ' : ':';
  const around = ([open, close]: readonly [string, string], parts: readonly string[]) =>
    parts.length === 0 ? open + close : `${open}${deeper}${parts.join(`,${deeper}`)}${newline}${close}`;
  switch (node.kind) {
    case 'text':
      return JSON.stringify(node.text);
    case 'number':
      return node.digits;
    case 'texts':
      return around(
        ['[', ']'],
        node.texts.map((one) => JSON.stringify(one)),
      );
    case 'list':
      return around(
        ['[', ']'],
        lasting(node).map((child) => jsonOf(child.node, deeper)),
      );
    case 'folder':
      return around(
        ['{', '}'],
        lasting(node).map((child) => `${JSON.stringify(child.key)}${colon}${jsonOf(child.node, deeper)}`),
      );
    default:
      return node satisfies never;
  }
}

/** All values below a directory, one a line: their dashed path from it, a space, the value. */
export function toLines(directory: Folder | List, prefix = ''): string {
  return lasting(directory)
    .map(({ name, node }) => {
      const path = `${prefix}${name}`;
      if (isDirectory(node)) return toLines(node, `${path}/`);
      const lines = node.kind === 'texts' ? node.texts : [valueText(node)];
      return lines.map((line) => `${path} ${line}\n`).join('');
    })
    .join('');
}

interface Child<N extends Node> {
  readonly name: string;
  /** The name in JSON. */
  readonly key: string;
  readonly node: N;
}

/** What recursive forms show. */
type Lasting = Folder | List | Value;

function lasting(directory: Folder | List): Child<Lasting>[] {
  return childrenOf(directory).flatMap(({ node, ...names }) => {
    const shown = shownRecursively(node);
    return shown === null ? [] : [{ ...names, node: shown }];
  });
}

function shownRecursively(node: Node): Lasting | null {
  switch (node.kind) {
    case 'live':
      return null;
    case 'closed':
      return node.recursively === 'empty' ? folder({}) : null;
    default:
      return node;
  }
}

function childrenOf(directory: Folder | List): Child<Node>[] {
  if (directory.kind === 'list') {
    return directory.items.map((node, index) => ({ name: String(index), key: String(index), node }));
  }
  const keyOf = directory.keys === 'camel' ? camelCased : (name: string) => name;
  return [...directory.entries].map(([name, node]) => ({ name, key: keyOf(name), node }));
}

function camelCased(name: string): string {
  return name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
