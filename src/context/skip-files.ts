import { error, type Diagnostic, type Span } from '../core/index.ts';
import type { IgnoreRules } from './types.ts';

/**
 * What gcloud does not upload for the flexible environment where neither list exists (appengine/api/yaml_parsing);
 * `.git(ignore|/.*)$` in two, so that the folder can be passed over.
 */
const flexDefault = [
  '^(.*/)?#.*#$',
  '^(.*/)?.*~$',
  '^(.*/)?.*\\.py[co]$',
  '^(.*/)?.*/RCS/.*$',
  '^(.*/)?.gitignore$',
  '^(.*/)?.git/.*$',
  '^(.*/)?node_modules/.*$',
];

/**
 * `skip_files`; null stands for the default. As in gcloud the patterns are one expression, which has to match from the
 * start of a path, and a folder that it matches is left out whole.
 */
export async function skippedFiles({
  patterns,
  locate,
  report,
}: {
  readonly patterns: readonly string[] | null;
  readonly locate: () => Span | null;
  readonly report: (diagnostic: Diagnostic) => void;
}): Promise<IgnoreRules> {
  const compile = await compiler();
  const from = [patterns ? 'skip_files' : 'the default of skip_files'];
  const valid = (patterns ?? flexDefault).filter((pattern) => {
    const ok = compile([pattern]) !== null;
    if (!ok) report(invalid(pattern, locate()));
    return ok;
  });
  const path = compile(valid);
  const inside = compile(
    valid.flatMap((pattern) => openEnded(pattern) ?? []).filter((start) => compile([start])),
  );
  return {
    leavesOut: (entry) => path?.test(entry.path) ?? false,
    passesOver: (folder) => (path?.test(folder) ?? false) || (inside?.test(`${folder}/`) ?? false),
    from,
  };
}

type Compile = (patterns: readonly string[]) => { test(input: string): boolean } | null;

/** Patterns as one expression from the start of the input; null where there is none, or they are not RE2's syntax. */
async function compiler(): Promise<Compile> {
  const { RE2JS } = await import('re2js');
  return (patterns) => {
    if (patterns.length === 0) return null;
    try {
      return RE2JS.compile(`^(?:${patterns.join('|')})`);
    } catch {
      return null;
    }
  };
}

function invalid(pattern: string, at: Span | null): Diagnostic {
  return error({
    code: 'FB3004',
    message: `"${pattern}" in skip_files is not a regular expression of RE2's syntax`,
    hint: 'Correct it; look-around and back references are not part of that syntax.',
    at,
  });
}

/**
 * `pattern` without what it says of a path's end: where this matches `folder/`, the pattern matches every path in the
 * folder. Null where it looks at the end in another way.
 */
function openEnded(pattern: string): string | null {
  const start = pattern.replace(/(?<!\\)\.\*\$$/, '');
  return /\$|\\[zZbB]/.test(start) ? null : start;
}
