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
  const start = positionAt(text, startOffset);
  const lineStart = startOffset - (start.column - 1);
  const lineEnd = text.indexOf('\n', lineStart);
  const lineText = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).replace(/\r$/, '');
  return { file, start, end: positionAt(text, endOffset), lineText };
}

function positionAt(text: string, offset: number): Position {
  const within = Math.max(0, Math.min(offset, text.length));
  const before = text.slice(0, within);
  const lineStart = before.lastIndexOf('\n') + 1;
  const line = before.split('\n').length;
  return { line, column: within - lineStart + 1, offset: within };
}
