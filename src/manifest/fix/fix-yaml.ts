import { fileSchemas, type FileKind } from '../file-kinds.ts';
import type { Range } from '../yaml-problem.ts';
import { readYaml } from '../yaml-tree.ts';
import { fixesIn, quoted } from './fixes.ts';

/** A change that leaves no doubt about what was meant. */
export interface Fix {
  /** Counted from 1. */
  readonly line: number;
  /** What was done, in the past tense. */
  readonly change: string;
}

/**
 * The same file with what is plainly meant written as gcloud reads it: texts that YAML takes for numbers or truth values
 * quoted, names brought up to date, an entrypoint on one line. Comments, order and lay-out stay. A text that is no YAML
 * comes back as it is.
 */
export function fixYaml(
  kind: FileKind,
  text: string,
): { readonly text: string; readonly fixes: readonly Fix[] } {
  const schema = fileSchemas[kind];
  const { root, problems } = readYaml(text, schema.minimum);
  const stars = problems.map(({ range }) => range).filter((range) => isUnquotedStar(text, range));
  const readable = root !== null && problems.length === stars.length;
  const found = readable
    ? [...stars.map((range) => quoted(text.slice(...range), range)), ...fixesIn(root, schema)]
    : [];
  // What spans lines may have comments in it.
  const within = found.filter(({ at }) => !text.slice(...at).includes('\n'));
  const edits = within.toSorted((a, b) => a.at[0] - b.at[0]);
  return {
    // From the end to the start, so that the offsets of those still to come stay right.
    text: edits.reduceRight(
      (sum, { at: [start, end], by }) => sum.slice(0, start) + by + sum.slice(end),
      text,
    ),
    fixes: edits.map(({ at, change }) => ({ line: lineAt(text, at[0]), change })),
  };
}

/** A pattern such as `*\/mobile/*`, which YAML takes for an alias; those have no slash in gcloud's. */
function isUnquotedStar(text: string, range: Range): boolean {
  return /^\*.*\//.test(text.slice(...range));
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
