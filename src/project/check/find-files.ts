import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { failure } from '../../core/index.ts';
import { missingAppYaml, type FileKind } from '../../manifest/index.ts';

/** A file to check. */
export interface FoundFile {
  /** As the user named it, or its folder. */
  readonly path: string;
  readonly kind: FileKind;
}

/**
 * The files that `targets` mean: of a folder its app.yaml, dispatch.yaml and cron.yaml, as far as they are there.
 * Throws FB3201 where there is nothing of that name, and FB1001 for a folder that has none of them.
 */
export function findFiles(targets: readonly string[]): readonly FoundFile[] {
  const found = new Map<string, FoundFile>();
  for (const file of targets.flatMap(filesOf)) {
    const place = resolve(file.path);
    if (!found.has(place)) found.set(place, file);
  }
  return [...found.values()];
}

const names: Readonly<Record<FileKind, string>> = {
  app: 'app.yaml',
  dispatch: 'dispatch.yaml',
  cron: 'cron.yaml',
};

function filesOf(target: string): readonly FoundFile[] {
  const place = statSync(target, { throwIfNoEntry: false });
  if (!place) {
    throw failure({
      code: 'FB3201',
      message: `there is no file or folder "${target}"`,
      hint: 'Name folders of apps, or their yaml files.',
    });
  }
  if (!place.isDirectory()) return [{ path: target, kind: fileKindOf(target) }];
  const kinds = Object.keys(names) as FileKind[];
  const inside = kinds.map((kind) => ({ path: join(target, names[kind]), kind }));
  const present = inside.filter(({ path }) => existsSync(path));
  if (present.length === 0) throw missingAppYaml(target);
  return present;
}

/** By its name, as gcloud tells them apart; `dispatch.staging.yaml` is one that waits for its turn. */
export function fileKindOf(path: string): FileKind {
  const word = /^(dispatch|cron)\b.*\.ya?ml$/i.exec(basename(path))?.[1]?.toLowerCase();
  return word === 'dispatch' || word === 'cron' ? word : 'app';
}
