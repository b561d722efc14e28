import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Extract } from 'tar-stream';
import type { ArchiveEntry, OwnedEntry } from './types.ts';

type Member = Extract extends AsyncIterable<infer Source> ? Source : never;

/**
 * The files, folders and symbolic links of a tar archive, in its order; other kinds (hard links, devices) are passed
 * over. A file's `content` can be read once, whole, and only until the next entry is asked for. Throws where the
 * archive is damaged or cut off, or where `stream` fails.
 */
export async function* readTar(stream: AsyncIterable<Uint8Array>): AsyncGenerator<OwnedEntry> {
  const { extract } = await import('tar-stream');
  const archive = extract();
  const fed = feed(stream, archive);
  try {
    for await (const member of archive) {
      const entry = entryOf(member);
      const { uid, gid } = member.header;
      if (entry !== null) yield { ...entry, uid, gid };
      // The next entry comes when this one has been read to its end.
      member.resume();
    }
    const problem = await fed;
    if (problem !== null) throw problem;
  } finally {
    archive.destroy();
  }
}

/** Resolves to what went wrong, or null. */
async function feed(stream: AsyncIterable<Uint8Array>, archive: Extract): Promise<Error | null> {
  try {
    await pipeline(Readable.from(stream, { objectMode: false }), archive);
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

function entryOf(member: Member): ArchiveEntry | null {
  const { name, type, size, mtime, linkname } = member.header;
  // Docker's archives have the file's kind in there as well, as inode(7) has it.
  const mode = member.header.mode & 0o7777;
  const modifiedMs = mtime.getTime();
  const path = name.replace(/\/+$/, '');
  switch (type) {
    case 'file':
    case 'contiguous-file':
      return {
        kind: 'file',
        path,
        mode,
        modifiedMs,
        size,
        content: () => member as AsyncIterable<Uint8Array>,
      };
    case 'directory':
      return { kind: 'directory', path, mode, modifiedMs };
    case 'symlink':
      return { kind: 'symlink', path, target: linkname, modifiedMs };
    default:
      return null;
  }
}
