import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { failure, messageOf, type Job } from '../core/index.ts';
import { setRuntimeCustom } from '../manifest/index.ts';
import { renderFiles, templateLoader, type FileSet } from '../render/index.ts';
import type { Project } from './types.ts';

/** The files that make `project` an app with a Dockerfile of its own, without writing them. */
export async function customRuntimeFiles(project: Project): Promise<FileSet> {
  const { image } = project.plan;
  if (image.kind !== 'generated') {
    throw failure({
      code: 'FB3211',
      message: `"${project.configFile}" says runtime: ${project.plan.runtime.id}, which brings its own Dockerfile`,
      hint: 'Edit the Dockerfile: there is nothing to generate.',
      at: project.app.locate('runtime'),
    });
  }
  return await renderFiles([...image.files, ...image.extras], templateLoader());
}

/** What `writeFiles` did. */
export interface WrittenFiles {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

/** Writes files into `folder`, each whole or not at all. One that exists is kept, unless `force` says otherwise. */
export function writeFiles(
  { files, folder, force }: { readonly files: FileSet; readonly folder: string; readonly force: boolean },
  job: Job,
): WrittenFiles {
  const written: string[] = [];
  const kept: string[] = [];
  for (const { path, text } of files) {
    if (!force && existsSync(join(folder, path))) {
      job.notify({ kind: 'file-kept', path, reason: 'it already exists' });
      kept.push(path);
      continue;
    }
    replaceFile(join(folder, path), text);
    job.notify({ kind: 'file-written', path, directory: folder });
    written.push(path);
  }
  return { written, kept };
}

/**
 * Makes the project's app.yaml say `runtime: custom`, comments kept. The text that was there goes to a file of its
 * own outside of the app; its path is returned.
 */
export function switchToCustomRuntime(project: Project): string {
  const backup = join(mkdtempSync(join(tmpdir(), 'flexbuild-')), basename(project.configFile));
  writeFileSync(backup, project.configText);
  replaceFile(project.configFile, setRuntimeCustom(project.configText));
  return backup;
}

/** A reader sees the old file or the new one, never a part. */
function replaceFile(path: string, text: string): void {
  const partial = `${path}.${String(process.pid)}.partial`;
  mkdirSync(dirname(path), { recursive: true });
  try {
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
