import { posix } from 'node:path';
import { error, spanAt, type Diagnostic } from '../core/index.ts';
import { isGoPattern } from './go-pattern.ts';
import type { IgnoreRules } from './types.ts';

interface Pattern {
  /** As docker cleans it; without the `!`. */
  readonly path: string;
  readonly letsIn: boolean;
}

/**
 * The rules of a .dockerignore as `docker build` has them (moby: builder/dockerignore, pkg/archive).
 * A folder that is left out is entered only where a `!` pattern names something in it by its whole path; BuildKit's own
 * client enters it for `!**` patterns too, but the builder behind `gcloud app deploy` is the classic one.
 */
export async function dockerIgnore({
  file,
  text,
  report,
}: {
  readonly file: string;
  readonly text: string;
  readonly report: (diagnostic: Diagnostic) => void;
}): Promise<IgnoreRules> {
  // A CommonJS package with a `default` of its own.
  const dockerignore = (await import('@balena/dockerignore')).default.default;
  const patterns = patternsOf({ file, text, report });
  const matcher = dockerignore({ ignorecase: false }).add(patterns.map(forMatcher));
  const exceptions = patterns.filter(({ letsIn }) => letsIn).map(({ path }) => `${path}/`);
  return {
    leavesOut: ({ path }) => matcher.ignores(path),
    passesOver: (folder) =>
      matcher.ignores(folder) && !exceptions.some((exception) => exception.startsWith(`${folder}/`)),
    from: [file],
  };
}

function patternsOf({
  file,
  text,
  report,
}: {
  readonly file: string;
  readonly text: string;
  readonly report: (diagnostic: Diagnostic) => void;
}): readonly Pattern[] {
  let offset = 0;
  return text.split('\n').flatMap((line) => {
    const startOffset = offset;
    offset += line.length + 1;
    const pattern = patternIn(startOffset === 0 ? line.replace(/^\uFEFF/, '') : line);
    if (pattern === null) return [];
    if (pattern.path !== '' && isGoPattern(pattern.path)) return [pattern];
    report(
      error({
        code: 'FB3003',
        message: `"${line.trim()}" in ${file} is not a pattern that docker takes`,
        hint: 'Close every [, and put something after a ! or a \\.',
        at: spanAt({ file, text, startOffset, endOffset: startOffset + line.trimEnd().length }),
      }),
    );
    return [];
  });
}

/** Null for what is no pattern. A comment begins in the first column; docker takes ` # x` for a pattern. */
function patternIn(line: string): Pattern | null {
  const written = line.trim();
  if (line.startsWith('#') || written === '') return null;
  const letsIn = written.startsWith('!');
  const path = letsIn ? written.slice(1).trim() : written;
  return { path: cleaned(path), letsIn };
}

function cleaned(path: string): string {
  if (path === '') return '';
  const clean = posix.normalize(path).replace(/(?<=.)\/$/, '');
  return clean.length > 1 && clean.startsWith('/') ? clean.slice(1) : clean;
}

/** The package takes these characters for a regular expression's; docker takes them as they are. */
function forMatcher({ path, letsIn }: Pattern): string {
  const literal = path.replace(/\\.|[+(){}|]/g, (found) => (found.length > 1 ? found : `\\${found}`));
  return letsIn ? `!${literal}` : literal.replace(/^[#!]/, '\\$&');
}
