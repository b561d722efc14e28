import type { DiagnosticCode } from './codes.ts';
import type { Span } from './span.ts';

/** Something that is wrong, or will be, and what to do about it. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  /** What is wrong, with the value that is. One sentence, which begins in lower case (but for names) and has no full stop. */
  readonly message: string;
  /** What to do, in the imperative, with a full stop. */
  readonly hint: string | null;
  readonly at: Span | null;
  /** The page that documents what it is about: a URL. */
  readonly docs: string | null;
  /** Lines that show the cause: the last lines of a log, a list of candidates. */
  readonly detail: readonly string[];
}

type DiagnosticParts = Pick<Diagnostic, 'code' | 'message'> &
  Partial<Pick<Diagnostic, 'hint' | 'at' | 'docs' | 'detail'>>;

/** A diagnostic that makes the command fail. */
export function error(parts: DiagnosticParts): Diagnostic {
  return { severity: 'error', hint: null, at: null, docs: null, detail: [], ...parts };
}

/** A diagnostic that is shown and goes on. */
export function warning(parts: DiagnosticParts): Diagnostic {
  return { severity: 'warning', hint: null, at: null, docs: null, detail: [], ...parts };
}
