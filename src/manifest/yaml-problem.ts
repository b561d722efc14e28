import type { Diagnostic } from '../core/index.ts';

/** Offsets into the text: the first, and the first behind. */
export type Range = readonly [start: number, end: number];

/** What is wrong with a text, and where; an error always. */
export interface Problem extends Pick<Diagnostic, 'code' | 'message' | 'hint'> {
  readonly range: Range;
}
