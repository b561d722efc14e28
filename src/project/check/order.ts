import type { Diagnostic } from '../../core/index.ts';

/** Diagnostics by file and place, each once: `paths` first, then the files that they led to. */
export function inOrder(diagnostics: readonly Diagnostic[], paths: readonly string[]): readonly Diagnostic[] {
  const files = [...new Set([...paths, ...diagnostics.map(({ at }) => at?.file ?? '')])];
  const rank = new Map(files.map((file, index) => [file, index]));
  const once = new Map(diagnostics.map((diagnostic) => [identity(diagnostic), diagnostic]));
  return [...once.values()].toSorted(
    (a, b) =>
      (rank.get(a.at?.file ?? '') ?? 0) - (rank.get(b.at?.file ?? '') ?? 0) ||
      (a.at?.start.offset ?? 0) - (b.at?.start.offset ?? 0),
  );
}

/** Two yaml files of one folder find the same in its other files. */
function identity({ code, at, message }: Diagnostic): string {
  return JSON.stringify([code, at?.file, at?.start.offset, message]);
}
