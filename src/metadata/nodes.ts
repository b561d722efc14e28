import { byCodeUnits } from '../core/index.ts';

/** One place in the tree that the metadata server shows. */
export type Node = Value | Folder | List | Live | Closed;

/** A leaf whose content is known when the tree is built. */
export type Value =
  | { readonly kind: 'text'; readonly text: string }
  /** Decimal digits: ids go beyond 2^53, and JSON shows them as bare numbers. */
  | { readonly kind: 'number'; readonly digits: string }
  /** Lines as text, an array as JSON; `shownAs` is what it is without `alt`. */
  | { readonly kind: 'texts'; readonly texts: readonly string[]; readonly shownAs: 'text' | 'json' };

/** A directory of names. */
export interface Folder {
  readonly kind: 'folder';
  /** In the order of code units. */
  readonly entries: ReadonlyMap<string, Node>;
  /** What recursive JSON makes of the names: `machine-type` is machineType, but names that users give stay. */
  readonly keys: 'camel' | 'asGiven';
}

/** A directory of the numbers 0, 1, …: an array in recursive JSON. */
export interface List {
  readonly kind: 'list';
  readonly items: readonly Node[];
}

/** A leaf that is made anew when it is asked for, and that recursive listings leave out. */
export interface Live {
  readonly kind: 'live';
  readonly what: 'token' | 'identity';
}

/** A directory that is named, and answers whoever asks for it, or for anything below, with an error. */
export interface Closed {
  readonly kind: 'closed';
  readonly status: 403 | 503;
  readonly format: 'text' | 'json';
  readonly body: string;
  /** Whether recursive JSON has an empty object for it, or nothing. */
  readonly recursively: 'empty' | 'leftOut';
}

/** A leaf of text. */
export function text(value: string): Value {
  return { kind: 'text', text: value };
}

/** A leaf that JSON shows as a number. */
export function number(digits: string | number): Value {
  return { kind: 'number', digits: String(digits) };
}

/** A leaf of lines. */
export function texts(values: readonly string[], shownAs: 'text' | 'json' = 'text'): Value {
  return { kind: 'texts', texts: values, shownAs };
}

/** A directory of names, sorted. */
export function folder(entries: Readonly<Record<string, Node>>, keys: Folder['keys'] = 'camel'): Folder {
  const sorted = Object.entries(entries).sort(([a], [b]) => byCodeUnits(a, b));
  return { kind: 'folder', entries: new Map(sorted), keys };
}

/** A directory of numbers. */
export function list(items: readonly Node[]): List {
  return { kind: 'list', items };
}

/** A leaf that is made when it is asked for. */
export function live(what: Live['what']): Live {
  return { kind: 'live', what };
}

/** A directory that cannot be looked into. */
export function closed(parts: Omit<Closed, 'kind'>): Closed {
  return { kind: 'closed', ...parts };
}

/** Whether a path to it ends in a slash. */
export function isDirectory(node: Node): node is Folder | List {
  return node.kind === 'folder' || node.kind === 'list';
}

/** What lies at the end of `names`, from `root` on; null where nothing does. */
export function nodeAt(root: Node, names: readonly string[]): Node | null {
  let node: Node | null = root;
  for (const name of names) node = childOf(node, name);
  return node;
}

function childOf(node: Node | null, name: string): Node | null {
  switch (node?.kind) {
    case 'folder':
      return node.entries.get(name) ?? null;
    case 'list':
      return /^(0|[1-9]\d*)$/.test(name) ? (node.items[Number(name)] ?? null) : null;
    case 'closed':
      return node;
    default:
      return null;
  }
}
