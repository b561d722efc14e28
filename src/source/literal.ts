import { posix } from 'node:path';
import { byCodeUnits, failure } from '../core/index.ts';
import { normalized } from './paths.ts';
import type { SourceEntry, SourceTree } from './types.ts';

/** A file of a `literalSource`: its text, or its text and what else matters; `target` makes it a link. */
export type LiteralFile =
  | string
  | { readonly text: string | Uint8Array; readonly mode?: number; readonly modifiedMs?: number }
  | { readonly target: string; readonly modifiedMs?: number };

/** An app's files as an object: paths to texts. For tests, and for apps that are on no disk. Folders follow from the paths. */
export function literalSource(files: Readonly<Record<string, LiteralFile>>, name = 'app'): SourceTree {
  const nodes = nodesOf(files);
  const fileAt = (path: string): FileNode | null => {
    const node = nodes.get(followed(nodes, path) ?? '');
    return node?.bytes ? (node as FileNode) : null;
  };
  return {
    name,
    entry(path) {
      const within = normalized(path);
      return within === null ? null : (nodes.get(within)?.entry ?? null);
    },
    entries(folder) {
      const within = normalized(folder);
      if (within === null || nodes.get(within)?.entry.kind !== 'directory') return [];
      const prefix = within === '' ? '' : `${within}/`;
      return [...nodes.values()]
        .map(({ entry }) => entry)
        .filter(
          ({ path }) => path !== '' && path.startsWith(prefix) && !path.slice(prefix.length).includes('/'),
        )
        .sort((a, b) => byCodeUnits(a.path, b.path));
    },
    readText(path) {
      const file = fileAt(path);
      return file && new TextDecoder('utf-8', { ignoreBOM: true }).decode(file.bytes);
    },
    readBytes: (path) => fileAt(path)?.bytes ?? null,
    read(path) {
      const file = fileAt(path);
      if (file === null)
        throw failure({ code: 'FB1203', message: `${name} has no file ${path}`, hint: null });
      return once(file.bytes);
    },
  };
}

interface Node {
  readonly entry: SourceEntry;
  readonly bytes: Uint8Array | null;
}
type FileNode = Node & { readonly bytes: Uint8Array };

function nodesOf(files: Readonly<Record<string, LiteralFile>>): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>([['', folderNode('')]]);
  for (const [written, file] of Object.entries(files)) {
    const path = normalized(written);
    if (path === null) throw new TypeError(`${written} is not within the app`);
    for (let folder = posix.dirname(path); folder !== '.'; folder = posix.dirname(folder)) {
      nodes.set(folder, folderNode(folder));
    }
    nodes.set(path, nodeOf(path, file));
  }
  return nodes;
}

function folderNode(path: string): Node {
  const entry = { path, kind: 'directory', mode: 0o755, size: 0, modifiedMs: 0, target: null } as const;
  return { entry, bytes: null };
}

function nodeOf(path: string, file: LiteralFile): Node {
  if (typeof file === 'string') return nodeOf(path, { text: file });
  const modifiedMs = file.modifiedMs ?? 0;
  if ('target' in file) {
    return {
      entry: { path, kind: 'symlink', mode: 0o777, size: 0, modifiedMs, target: file.target },
      bytes: null,
    };
  }
  const bytes = typeof file.text === 'string' ? new TextEncoder().encode(file.text) : file.text;
  const mode = file.mode ?? 0o644;
  return { entry: { path, kind: 'file', mode, size: bytes.length, modifiedMs, target: null }, bytes };
}

/** `path` with a link at its end followed; null where that leads out of the tree or in a circle. */
function followed(nodes: ReadonlyMap<string, Node>, path: string): string | null {
  let at = normalized(path);
  for (let links = 0; links < 40; links++) {
    const target = at === null ? null : (nodes.get(at)?.entry.target ?? null);
    if (at === null || target === null) return at;
    at = target.startsWith('/') ? null : normalized(posix.join(posix.dirname(at), target));
  }
  return null;
}

// eslint-disable-next-line @typescript-eslint/require-await -- the interface streams
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
