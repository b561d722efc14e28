import { constants, cp, mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createWriteStream } from 'node:fs';
import type { AppFiles } from '../../project/index.ts';

type Entry = AppFiles['entries'][number];

/** Writes an app's files into the empty `folder`, as an image would hold them. Copies: the app may write to its own. */
export async function stage(entries: readonly Entry[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // In code-unit order a folder comes before what is in it.
  for (const entry of entries) await write(entry, join(folder, entry.path));
}

async function write(entry: Entry, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  switch (entry.kind) {
    case 'directory':
      await mkdir(path, { recursive: true, mode: entry.mode | 0o700 });
      return;
    case 'symlink':
      await symlink(entry.target, path);
      return;
    case 'file': {
      const content = entry.content();
      const mode = entry.mode | 0o600;
      if (content instanceof Uint8Array) await writeFile(path, content, { mode });
      else await pipeline(content, createWriteStream(path, { mode }));
      const modified = new Date(entry.modifiedMs);
      await utimes(path, modified, modified);
      return;
    }
    default:
      entry satisfies never;
  }
}

/** A copy of a staged app for one instance; where the file system can, the two share their blocks until one is written to. */
export async function copyOf(staged: string, folder: string): Promise<void> {
  await cp(staged, folder, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    preserveTimestamps: true,
    verbatimSymlinks: true,
  });
}
