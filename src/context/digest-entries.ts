import { createHash, hash, type Hash } from 'node:crypto';
import type { ArchiveEntry } from '../archive/index.ts';

/** Files read at a time: enough to keep the disk and one core busy. */
const readers = 16;

/** Path to SHA-256 of kind, mode, and content or target, in the order of `entries`. Modification times do not count. */
export async function digestEntries(
  entries: readonly ArchiveEntry[],
): Promise<Readonly<Record<string, string>>> {
  const digests = new Array<string>(entries.length);
  const queue = entries.entries();
  const work = async (): Promise<void> => {
    for (const [index, entry] of queue) digests[index] = await digestOfEntry(entry);
  };
  await Promise.all(Array.from({ length: readers }, work));
  return Object.fromEntries(entries.map(({ path }, index) => [path, digests[index] ?? '']));
}

async function digestOfEntry(entry: ArchiveEntry): Promise<string> {
  switch (entry.kind) {
    case 'directory':
      return hash('sha256', `directory ${entry.mode.toString(8)}`);
    case 'symlink':
      return hash('sha256', `symlink ${entry.target}`);
    case 'file':
      return (await contentHash(entry)).digest('hex');
    default:
      return entry satisfies never;
  }
}

async function contentHash(entry: Extract<ArchiveEntry, { kind: 'file' }>): Promise<Hash> {
  const digest = createHash('sha256').update(`file ${entry.mode.toString(8)}\0`);
  const content = entry.content();
  if (content instanceof Uint8Array) return digest.update(content);
  for await (const chunk of content) digest.update(chunk);
  return digest;
}
