import { Readable } from 'node:stream';
import type { Header, Pack } from 'tar-stream';
import type { ArchiveEntry } from './types.ts';

type Entries = AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>;
type FileEntry = Extract<ArchiveEntry, { kind: 'file' }>;
type EntryHeader = Partial<Header> & Pick<Header, 'name'>;

/**
 * A tar archive of `entries` in the order given: owners are root, modification times are kept to the second, names may
 * be of any length. Entries and their contents are read as fast as the archive is. The stream fails where an entry
 * cannot be read, or yields more or fewer bytes than its `size`.
 */
export function packTar(entries: Entries): Readable {
  return Readable.from(archiveBytes(entries), { objectMode: false });
}

async function* archiveBytes(entries: Entries): AsyncGenerator<Uint8Array> {
  const { pack } = await import('tar-stream');
  const archive = pack();
  const written = writeAll(archive, entries);
  try {
    for await (const chunk of archive as AsyncIterable<Uint8Array>) yield chunk;
    await written;
  } finally {
    archive.destroy();
  }
}

/** Never rejects: what goes wrong is what the archive's reader gets. */
async function writeAll(archive: Pack, entries: Entries): Promise<void> {
  try {
    for await (const entry of entries) {
      if (archive.destroyed) return;
      await writeEntry(archive, entry);
    }
    archive.finalize();
  } catch (cause) {
    archive.destroy(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

async function writeEntry(archive: Pack, entry: ArchiveEntry): Promise<void> {
  const header = headerOf(entry);
  if (entry.kind === 'file' && entry.size > 0) await writeFile({ archive, header, entry });
  else await new Promise<void>((resolve, reject) => archive.entry(header, '', settledBy(resolve, reject)));
}

function headerOf(entry: ArchiveEntry): EntryHeader {
  const common = { name: entry.path, mtime: new Date(entry.modifiedMs), uid: 0, gid: 0 };
  switch (entry.kind) {
    case 'file':
      return { ...common, type: 'file', mode: entry.mode, size: entry.size };
    case 'directory':
      return { ...common, name: `${entry.path.replace(/\/+$/, '')}/`, type: 'directory', mode: entry.mode };
    case 'symlink':
      return { ...common, type: 'symlink', mode: 0o777, linkname: entry.target };
    default:
      return entry satisfies never;
  }
}

async function writeFile({
  archive,
  header,
  entry,
}: {
  readonly archive: Pack;
  readonly header: EntryHeader;
  readonly entry: FileEntry;
}): Promise<void> {
  const content = entry.content();
  await new Promise<void>((resolve, reject) => {
    const sink = archive.entry(header, settledBy(resolve, reject));
    // Its error reaches the callback too; without a listener it would end the process.
    sink.on('error', () => undefined);
    const source = content instanceof Uint8Array ? [content] : content;
    Readable.from(source, { objectMode: false })
      .on('error', (error) => sink.destroy(error))
      .pipe(sink);
  });
}

function settledBy(resolve: () => void, reject: (error: Error) => void): (error?: Error | null) => void {
  return (error) => {
    if (error) reject(error);
    else resolve();
  };
}
