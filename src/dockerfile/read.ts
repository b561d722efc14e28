import { readLogicalLines, type LogicalLine } from './logical-lines.ts';
import { offsetOf, piecesFrom } from './pieces.ts';
import { unquoted } from './words.ts';
import type { Dockerfile, Flag, Instruction, Stretch } from './types.ts';

/** Takes a Dockerfile apart by the rules of BuildKit's own reader. Never throws: what makes no sense is an instruction of a strange name. */
export function readDockerfile(text: string): Dockerfile {
  const { directives, lines } = readLogicalLines(text);
  return { text, directives, instructions: lines.map(instructionOf) };
}

/** A stretch of an instruction's argument, in the Dockerfile. */
export function stretchOf(
  { pieces }: Instruction,
  { from, to }: { readonly from: number; readonly to: number },
): Stretch {
  // By the last character rather than the place behind it, which may belong to the next line.
  return { start: offsetOf(pieces, from), end: offsetOf(pieces, Math.max(from, to - 1)) + 1 };
}

function instructionOf(line: LogicalLine): Instruction {
  const { text } = line;
  const keyword = /^\S*/.exec(text)?.[0] ?? '';
  const at = { index: keyword.length };
  const flags = flagsOf(line, at);
  const rest = text.slice(at.index);
  const from = at.index + (rest.length - rest.trimStart().length);
  return {
    keyword: keyword.toUpperCase(),
    keywordEnd: offsetOf(line.pieces, keyword.length - 1) + 1,
    flags,
    argument: text.slice(from).trimEnd(),
    pieces: piecesFrom(line.pieces, from),
    heredocs: line.heredocs,
    start: line.start,
    end: line.end,
  };
}

/** Moves `at` behind the flags. */
function flagsOf({ text, pieces }: LogicalLine, at: { index: number }): readonly Flag[] {
  const flag =
    /\s+--(?:([a-z][\w-]*)(?:=((?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')*))?)?(?=\s|$)/y;
  const flags: Flag[] = [];
  flag.lastIndex = at.index;
  for (let found = flag.exec(text); found !== null; found = flag.exec(text)) {
    at.index = flag.lastIndex;
    const [whole, name, value = ''] = found;
    // A lone `--` ends them.
    if (name === undefined) break;
    const start = offsetOf(pieces, found.index + whole.indexOf('-'));
    flags.push({ name, value: unquoted(value), start, end: offsetOf(pieces, at.index - 1) + 1 });
  }
  return flags;
}
