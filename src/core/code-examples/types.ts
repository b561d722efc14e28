import type { DiagnosticCode } from '../codes.ts';

/** What brings a diagnostic about, and what puts it right. */
export interface CodeExample {
  readonly example: Sample;
  readonly fix: Sample;
}

/**
 * Files of an app by their paths, those of a fix in place of the example's; or a sentence, where no file shows it.
 * An app.yaml without `runtime` is an excerpt.
 */
export type Sample = string | Readonly<Record<string, string>>;

export type CodeExamples = Readonly<Partial<Record<DiagnosticCode, CodeExample>>>;

/** A text file of these lines. */
export function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
