/** One file, folder or link of an app; `path` is relative to the app's folder, with `/`. */
export interface SourceEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  /** Permission bits alone: 0o755. */
  readonly mode: number;
  /** Bytes; 0 for folders and links. */
  readonly size: number;
  readonly modifiedMs: number;
  /** Where a link points, as it is written; null for all else. */
  readonly target: string | null;
}

/** The app's files, read-only: a folder on disk, or an object literal in tests. */
export interface SourceTree {
  /** How messages name it: the folder as the user typed it. */
  readonly name: string;
  /** What is at `path` (a link is itself, not its target), or null. */
  entry(path: string): SourceEntry | null;
  /** What lies directly in `folder` ('' is the root), in code-unit order of the names; empty where there is no such folder. */
  entries(folder: string): readonly SourceEntry[];
  /** A file's text as UTF-8, links followed; null where there is no such file. */
  readText(path: string): string | null;
  /** A file's bytes at once, links followed; null where there is no such file. For small files in other encodings. */
  readBytes(path: string): Uint8Array | null;
  /** A file's bytes as a stream; throws where there is no such file. */
  read(path: string): AsyncIterable<Uint8Array>;
}
