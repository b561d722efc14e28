import { fixYaml, type Fix } from '../../manifest/index.ts';
import { replaceFile } from '../generate-write.ts';
import { readConfig } from '../open.ts';
import { findFiles } from './find-files.ts';

/** A file that was changed. */
export interface FixedFile {
  readonly path: string;
  readonly fixes: readonly [Fix, ...Fix[]];
}

/** Puts right, in the yaml files that `targets` mean, what needs no thought. Throws what `checkFiles` throws. */
export function fixFiles(targets: readonly string[]): readonly FixedFile[] {
  return findFiles(targets).flatMap(({ path, kind }) => {
    const { text, fixes } = fixYaml(kind, readConfig(path));
    const [first, ...rest] = fixes;
    if (!first) return [];
    replaceFile(path, text);
    return { path, fixes: [first, ...rest] as const };
  });
}
