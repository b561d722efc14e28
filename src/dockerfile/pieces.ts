import type { Piece } from './types.ts';

/** Where in the Dockerfile the character at `index` of a joined text is. */
export function offsetOf(pieces: readonly Piece[], index: number): number {
  let low = 0;
  let high = pieces.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.index ?? Infinity) <= index) low = middle + 1;
    else high = middle;
  }
  const piece = pieces[low - 1];
  return piece ? piece.offset + (index - piece.index) : 0;
}

/** The pieces of the text that begins at `from`. */
export function piecesFrom(pieces: readonly Piece[], from: number): readonly Piece[] {
  const later = pieces.filter(({ index }) => index > from);
  const first = { index: 0, offset: offsetOf(pieces, from) };
  return [first, ...later.map(({ index, offset }) => ({ index: index - from, offset }))];
}
