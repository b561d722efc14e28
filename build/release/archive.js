import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { packTar } from '../../src/archive/index.ts';

/** Writes `{ PATH: { mode, content } }` as a .tar.gz, the same bytes for the same files. */
export async function writeArchive(output, files) {
  const entries = Object.entries(files).map(([path, { mode, content }]) => ({
    kind: 'file',
    path,
    mode,
    modifiedMs: 0,
    size: content.length,
    content: () => content,
  }));
  await pipeline(packTar(entries), createGzip(), createWriteStream(output));
}

/** Writes SHA256SUMS over the archives of a folder, as `sha256sum --check` reads it. */
export async function writeSums(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tar.gz')).sort();
  const lines = await Promise.all(
    names.map(async (name) => `${await digestOf(join(folder, name))}  ${name}\n`),
  );
  await writeFile(join(folder, 'SHA256SUMS'), lines.join(''));
}

async function digestOf(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
