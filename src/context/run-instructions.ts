import { spanAt, type Span } from '../core/index.ts';
import { readDockerfile, unquoted, wordsOf, type Flag } from '../dockerfile/index.ts';
import type { RunMount } from './run-mounts.ts';

/**
 * `text` with `mounts` in every RUN, right behind the word, so that no line moves, whatever form the instruction has.
 * ONBUILD RUN stays: the flags would be kept in the image's configuration. Where the instruction mounts something at a
 * target of its own, that stays and ours is left out.
 */
export function addMounts(text: string, mounts: readonly RunMount[]): string {
  let prepared = text;
  // From the last one up: what is inserted moves nothing that is still to come.
  for (const { keyword, keywordEnd, flags } of readDockerfile(text).instructions.toReversed()) {
    if (keyword !== 'RUN') continue;
    const added = mounts.filter(({ target }) => !mountsAt(flags, target)).map(({ flag }) => ` ${flag}`);
    prepared = `${prepared.slice(0, keywordEnd)}${added.join('')}${prepared.slice(keywordEnd)}`;
  }
  return prepared;
}

/** The names that ARG instructions declare, and where. */
export function declaredArguments({
  file,
  text,
}: {
  readonly file: string;
  readonly text: string;
}): readonly { readonly name: string; readonly at: Span }[] {
  return readDockerfile(text)
    .instructions.filter(({ keyword }) => keyword === 'ARG')
    .flatMap(({ argument, start, end }) => {
      const at = spanAt({ file, text, startOffset: start, endOffset: end });
      return wordsOf(argument).map((word) => ({ name: unquoted(word).replace(/=.*$/s, ''), at }));
    });
}

function mountsAt(flags: readonly Flag[], target: string): boolean {
  const targets = flags.flatMap(({ name, value }) => {
    const named = name === 'mount' ? /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(value)?.[1] : undefined;
    return named === undefined ? [] : [named.replace(/\/+$/, '')];
  });
  return targets.includes(target);
}
