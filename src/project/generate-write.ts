import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { failure, messageOf, type Job } from '../core/index.ts';
import { setRuntimeCustom } from '../manifest/index.ts';
import type { GeneratedFile, Generation } from './generate.ts';
import { nextLock } from './generate-lock.ts';
import { isFree } from './generate-state.ts';
import { lockFile } from './lock.ts';
import type { Project } from './types.ts';

/** What `writeGeneration` did. */
export interface WrittenFiles {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Writes the files that are missing, or that flexbuild wrote and nobody changed, and flexbuild.lock; each whole or not at
 * all. A file that somebody changed is left alone, unless `force` says otherwise: then its text goes to a file of its own
 * outside of the app, which a notice names.
 */
export function writeGeneration(generation: Generation, force: boolean, job: Job): WrittenFiles {
  const { folder, configFile, configText } = generation.project;
  if (generation.configIsChanged) {
    replaceFile(configFile, configText);
    job.notify({ kind: 'file-changed', path: configFile, change: 'it has an entrypoint now' });
  }
  const written: string[] = [];
  const kept: string[] = [];
  for (const file of generation.files) {
    const isWritten = writeFile(file, { folder, force }, job);
    (isWritten ? written : kept).push(file.path);
  }
  for (const path of forgotten(generation))
    job.notify({
      kind: 'file-kept',
      path,
      reason: 'flexbuild wrote it once, and nothing needs it any more: remove it',
    });
  const lock = nextLock(generation, force);
  if (lock !== null) {
    replaceFile(join(folder, lockFile), lock);
    written.push(lockFile);
    job.notify({ kind: 'file-written', path: lockFile, directory: folder });
  }
  return { written, kept };
}

/** Files on disk that an earlier app.yaml asked for. */
function forgotten({ project, files, lock }: Generation): readonly string[] {
  const wanted = new Set(files.map(({ path }) => path));
  return Object.keys(lock?.outputs ?? {}).filter(
    (path) => !wanted.has(path) && project.source.entry(path) !== null,
  );
}

function writeFile(
  { path, text, onDisk, state }: GeneratedFile,
  { folder, force }: { readonly folder: string; readonly force: boolean },
  job: Job,
): boolean {
  const isWritten = isFree(state) || (force && state !== 'current');
  if (!isWritten) {
    job.notify({ kind: 'file-kept', path, reason: reasons[state] });
    return false;
  }
  const backup = onDisk === null || isFree(state) ? null : backUp(path, onDisk);
  replaceFile(join(folder, path), text);
  job.notify(
    backup === null
      ? { kind: 'file-written', path, directory: folder }
      : { kind: 'file-changed', path, change: `written anew; the text that was there is in ${backup}` },
  );
  return true;
}

const how = '--diff shows the difference, --force writes it anew';

const reasons: Readonly<Record<GeneratedFile['state'], string>> = {
  missing: 'it is gone',
  outdated: 'it is not up to date',
  current: 'it is up to date',
  foreign: `it already exists (${how})`,
  edited: `it was changed by hand (${how})`,
  accepted: `it was changed by hand (${how})`,
  diverged: `it was changed by hand, and flexbuild would write another text than it did then (${how})`,
};

/** Makes the project's app.yaml say `runtime: custom`, comments kept, and returns the path of a copy of what it was before. */
export function switchToCustomRuntime({ configFile, configText }: Project): string {
  const backup = backUp(configFile, configText);
  replaceFile(configFile, setRuntimeCustom(configText));
  return backup;
}

/** Beside the app it would be uploaded with it. */
function backUp(path: string, text: string): string {
  const backup = join(mkdtempSync(join(tmpdir(), 'flexbuild-')), basename(path));
  writeFileSync(backup, text);
  return backup;
}

/** A reader sees the old file or the new one, never a part. */
export function replaceFile(path: string, text: string): void {
  const partial = `${path}.${String(process.pid)}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(partial, text);
    renameSync(partial, path);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw failure(
      {
        code: 'FB3212',
        message: `"${path}" cannot be written: ${messageOf(cause)}`,
        hint: 'Make the folder writable.',
      },
      { cause },
    );
  }
}
