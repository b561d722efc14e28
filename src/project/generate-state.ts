import { textDigest, type Lock } from './lock.ts';

/**
 * How a file on disk relates to the one that would be generated now.
 * - `missing`: there is none.
 * - `current`: it is the same.
 * - `outdated`: flexbuild wrote it, nobody changed it, and now it would be another.
 * - `edited`: somebody changed it, and gen-config has not run since.
 * - `accepted`: somebody changed it, gen-config has seen that and left it alone, and nothing has changed since.
 * - `diverged`: somebody changed it, and what would be generated has changed as well.
 * - `foreign`: flexbuild knows nothing of it.
 */
export type FileState = 'missing' | 'current' | 'outdated' | 'edited' | 'accepted' | 'diverged' | 'foreign';

/** Compares a file's text on disk with the one that is wanted, by what the lock says of it. */
export function fileState({
  path,
  wanted,
  onDisk,
  lock,
}: {
  readonly path: string;
  readonly wanted: string;
  readonly onDisk: string | null;
  readonly lock: Lock | null;
}): FileState {
  if (onDisk === null) return 'missing';
  const generated = lock?.outputs[path] ?? null;
  const digest = textDigest(onDisk);
  if (digest === textDigest(wanted)) return 'current';
  if (generated === null) return 'foreign';
  if (digest === generated) return 'outdated';
  if (textDigest(wanted) !== generated) return 'diverged';
  return digest === lock?.kept[path] ? 'accepted' : 'edited';
}

/** Whether gen-config may write the file without being told to replace it. */
export function isFree(state: FileState): boolean {
  return state === 'missing' || state === 'outdated';
}

/** Whether nothing is left to do about the file. */
export function isSettled(state: FileState): boolean {
  return state === 'current' || state === 'accepted';
}
