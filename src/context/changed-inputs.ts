import { digestOf } from '../core/index.ts';

type Digests = Readonly<Record<string, string>>;

/** What became of the inputs of an image since it was built, each list in code-unit order. */
export interface ChangedInputs {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** The difference of two records of digests; both as they are, or both by `summariseDigests`. */
export function changedInputs(before: Digests, after: Digests): ChangedInputs {
  const now = Object.keys(after).sort();
  return {
    added: now.filter((path) => !Object.hasOwn(before, path)),
    changed: now.filter((path) => Object.hasOwn(before, path) && before[path] !== after[path]),
    removed: Object.keys(before)
      .filter((path) => !Object.hasOwn(after, path))
      .sort(),
  };
}

/** What a label can take: engines keep labels in an image's configuration, which is read with every list. */
const longestJson = 32_000;
const shortDigest = 8;

/**
 * Digests cut to what tells two builds apart, at most 32 kB as JSON: one for each file, or, where there are too many,
 * one for each folder (`src/`), from the deepest ones up until they fit. Not an identity: only for saying what changed.
 */
export function summariseDigests(digests: Digests): Digests {
  const paths = Object.keys(digests).sort();
  const deepest = paths.reduce((depth, path) => Math.max(depth, path.split('/').length), 0);
  for (let depth = deepest; depth > 0; depth--) {
    const summary = summaryOf(digests, paths, depth);
    if (JSON.stringify(summary).length <= longestJson) return summary;
  }
  return { './': digestOf(digests).slice(0, shortDigest) };
}

/** What lies deeper than `depth` counts for its folder at that depth. */
function summaryOf(digests: Digests, paths: readonly string[], depth: number): Digests {
  const parts = new Map<string, string[]>();
  for (const path of paths) {
    const names = path.split('/');
    const key = names.length <= depth ? path : `${names.slice(0, depth).join('/')}/`;
    const part = parts.get(key) ?? [];
    part.push(path, digests[path] ?? '');
    parts.set(key, part);
  }
  const entries = [...parts].map(([key, part]): [string, string] => {
    const digest = key.endsWith('/') ? digestOf(part) : (part[1] ?? '');
    return [key, digest.slice(0, shortDigest)];
  });
  return Object.fromEntries(entries);
}
