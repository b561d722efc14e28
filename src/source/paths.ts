import { posix } from 'node:path';

/** `path` in its shortest form ('' is the root), or null where it leads out of the tree. */
export function normalized(path: string): string | null {
  const short = posix.normalize(`./${path}`).replace(/\/$/, '');
  if (short === '..' || short.startsWith('../') || path.startsWith('/')) return null;
  return short === '.' ? '' : short;
}
