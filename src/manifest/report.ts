import { error, spanAt, warning, type Diagnostic, type Span } from '../core/index.ts';
import type { Range } from './yaml-syntax.ts';

type Parts = Pick<Diagnostic, 'code' | 'message'> & Partial<Pick<Diagnostic, 'hint' | 'detail'>>;

/** Collects what is found in one file. */
export interface Report {
  error(range: Range, parts: Parts): void;
  warning(range: Range, parts: Parts): void;
  readonly spanOf: (range: Range) => Span;
  /** Everything so far, in the order of the file. */
  diagnostics(): readonly Diagnostic[];
}

/** A report on `text`; what lies in `secrets` shows as asterisks in the lines that spans carry. */
export function startReport({
  file,
  text,
  secrets,
}: {
  readonly file: string;
  readonly text: string;
  readonly secrets: readonly Range[];
}): Report {
  const found: Diagnostic[] = [];
  const spanOf = ([startOffset, endOffset]: Range): Span =>
    masked(spanAt({ file, text, startOffset, endOffset: Math.min(text.length, endOffset) }), secrets);
  return {
    error: (range, parts) => found.push(error({ ...parts, at: spanOf(range) })),
    warning: (range, parts) => found.push(warning({ ...parts, at: spanOf(range) })),
    spanOf,
    diagnostics: () => found.toSorted((a, b) => (a.at?.start.offset ?? 0) - (b.at?.start.offset ?? 0)),
  };
}

function masked(span: Span, secrets: readonly Range[]): Span {
  const lineStart = span.start.offset - (span.start.column - 1);
  const units = span.lineText.split('');
  for (const [start, end] of secrets) {
    for (let at = Math.max(start - lineStart, 0); at < Math.min(end - lineStart, units.length); at++)
      units[at] = '*';
  }
  return { ...span, lineText: units.join('') };
}
