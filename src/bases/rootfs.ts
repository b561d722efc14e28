import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { normaliseTar } from '../archive/index.ts';
import { codeOf, failure, type Job, type NetworkSettings } from '../core/index.ts';
import type { RootfsMaker } from './maker.ts';
import { progressReader } from './progress.ts';
import { archiveDatePrefix, recipeTitle, type Recipe } from './recipe.ts';

/** A root file system in a tar file, whole. */
export interface Rootfs {
  readonly file: string;
  /** SHA-256 of the file. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** When the newest of the suites it is from was last published, in ISO 8601; null where mmdebstrap did not say. */
  readonly archiveDate: string | null;
}

export interface RootfsRequest {
  readonly recipe: Recipe;
  readonly maker: RootfsMaker;
  readonly network: NetworkSettings;
  /** Where the file is put, and everything that is needed on the way. */
  readonly folder: string;
}

/** Makes a root file system. Throws FB4103 to FB4108, and the signal's reason on abort. */
export async function makeRootfs(
  { recipe, maker, network, folder }: RootfsRequest,
  job: Job,
): Promise<Rootfs> {
  const file = join(folder, 'rootfs.tar');
  const messages = messageReader(recipe, job);
  const order = { recipe, network, folder, signal: job.signal, onLine: messages.read };
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measured = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of normaliseTar(maker.make(order), { without: devFolder })) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  try {
    await pipeline(measured, createWriteStream(file));
  } catch (error) {
    throw codeOf(error) === 'ENOSPC' ? diskFull(recipe, folder, error) : error;
  }
  return { file, digest: hash.digest('hex'), sizeBytes, archiveDate: messages.archiveDate() };
}

/** Engines mount their own; since its version 1.4, mmdebstrap writes an empty one even where it is told not to. */
const devFolder = './dev/';

function messageReader(
  recipe: Recipe,
  job: Job,
): {
  readonly read: (line: string) => void;
  readonly archiveDate: () => string | null;
} {
  const readProgress = progressReader();
  const dates: string[] = [];
  return {
    read(line) {
      if (line.startsWith(archiveDatePrefix)) dates.push(isoDate(line.slice(archiveDatePrefix.length)));
      const progress = readProgress(line);
      if (progress) job.notify({ kind: 'base-progress', base: recipeTitle(recipe), ...progress });
    },
    // ISO 8601 sorts as text.
    archiveDate: () => dates.sort().at(-1) ?? null,
  };
}

function isoDate(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z');
}

function diskFull(recipe: Recipe, folder: string, cause: unknown): Error {
  return failure(
    {
      code: 'FB4106',
      message: `there is no space left in ${folder} to make ${recipeTitle(recipe)}`,
      hint: 'Make room there, or set TMPDIR to a place with 2 GB.',
    },
    { cause },
  );
}
