import type { FileChange } from '../../engine/index.ts';

/** What is for files that nobody expects to find again. https://refspecs.linuxfoundation.org/FHS_3.0/fhs/index.html */
const scratchFolders: readonly string[] = ['/tmp', '/var/tmp', '/run', '/var/run', '/var/log', '/dev'];

/** Folders in which programs keep what they can make anew: Python's bytecode, the XDG cache folder, npm's own. */
const cacheFolders: ReadonlySet<string> = new Set(['__pycache__', '.cache', '.npm']);

/** The changes outside of what is for scratch, of caches and of `writable`; of a folder and what is in it, the latter. */
export function strayChanges(
  changes: readonly FileChange[],
  writable: readonly string[],
): readonly FileChange[] {
  const above = new Set(changes.flatMap(({ path }) => foldersAbove(path)));
  const allowed = [...scratchFolders, ...writable];
  return changes.filter(
    ({ path }) =>
      !above.has(path) &&
      !path.split('/').some((part) => cacheFolders.has(part)) &&
      !allowed.some((folder) => path === folder || path.startsWith(`${folder}/`)),
  );
}

/** `/a/b/c`: `/a` and `/a/b`. */
function foldersAbove(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
