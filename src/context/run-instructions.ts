import { spanAt, type Span } from '../core/index.ts';
import type { RunMount } from './run-mounts.ts';

/**
 * `text` with `mounts` in every RUN, right behind the word, so that no line moves, whatever form the instruction has.
 * ONBUILD RUN stays: the flags would be kept in the image's configuration. Where the instruction mounts something at a
 * target of its own, that stays and ours is left out.
 */
export async function addMounts(text: string, mounts: readonly RunMount[]): Promise<string> {
  const { DockerfileParser } = await import('dockerfile-ast');
  const toOffset = offsets(text);
  let prepared = text;
  // From the last one up: what is inserted moves nothing that is still to come.
  for (const instruction of DockerfileParser.parse(text).getInstructions().reverse()) {
    if (instruction.getKeyword() !== 'RUN') continue;
    const end = toOffset(instruction.getInstructionRange().end);
    const own = text.slice(end, toOffset(instruction.getRange().end));
    const flags = mounts.filter(({ target }) => !mountsAt(own, target)).map(({ flag }) => ` ${flag}`);
    prepared = `${prepared.slice(0, end)}${flags.join('')}${prepared.slice(end)}`;
  }
  return prepared;
}

/** The names that ARG instructions declare, and where. */
export async function declaredArguments({
  file,
  text,
}: {
  readonly file: string;
  readonly text: string;
}): Promise<readonly { readonly name: string; readonly at: Span }[]> {
  const { DockerfileParser } = await import('dockerfile-ast');
  const toOffset = offsets(text);
  return DockerfileParser.parse(text)
    .getARGs()
    .flatMap((instruction) => {
      const name = instruction.getProperty()?.getName();
      const { start, end } = instruction.getRange();
      const span = { file, text, startOffset: toOffset(start), endOffset: toOffset(end) };
      return name === undefined ? [] : [{ name, at: spanAt(span) }];
    });
}

function mountsAt(flags: string, target: string): boolean {
  const targets = [...flags.matchAll(/--mount=(\S+)/g)].flatMap(([, options]) => {
    const named = /(?:^|,)(?:target|dst|destination)=([^,]+)/.exec(options ?? '');
    return named?.[1] === undefined ? [] : [named[1].replace(/\/+$/, '')];
  });
  return targets.includes(target);
}

/** A line and a character, both from 0, to an offset in `text`; lines end as dockerfile-ast ends them. */
function offsets(text: string): (position: { readonly line: number; readonly character: number }) => number {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length)];
  return ({ line, character }) => (starts[line] ?? text.length) + character;
}
