/** A place in a text: `line` and `column` count from 1, `offset` from 0, all in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** A stretch of one file, with the text of its first line, so that it can be shown without reading the file again. */
export interface Span {
  /** The file as the user named it. */
  readonly file: string;
  readonly start: Position;
  /** The first position behind the stretch. */
  readonly end: Position;
  readonly lineText: string;
}

/** The span of `text` from `startOffset` up to, and without, `endOffset`. */
export function spanAt({
  file,
  text,
  startOffset,
  endOffset = startOffset + 1,
}: {
  readonly file: string;
  readonly text: string;
  readonly startOffset: number;
  readonly endOffset?: number;
}): Span {
  return spansIn({ file, text })(startOffset, endOffset);
}

/** Makes spans of one text; its lines are counted once. */
export function spansIn({
  file,
  text,
}: {
  readonly file: string;
  readonly text: string;
}): (startOffset: number, endOffset: number) => Span {
  const starts = lineStarts(text);
  const positionAt = (offset: number): Position => {
    const within = Math.max(0, Math.min(offset, text.length));
    const line = lineOf(within, starts);
    return { line, column: within - (starts[line - 1] ?? 0) + 1, offset: within };
  };
  return (startOffset, endOffset) => {
    const start = positionAt(startOffset);
    const lineText = text.slice(starts[start.line - 1], starts[start.line]).replace(/\r?\n$|\r$/, '');
    return { file, start, end: positionAt(endOffset), lineText };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The number of the last line that begins at the offset or before it. */
function lineOf(offset: number, starts: readonly number[]): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
