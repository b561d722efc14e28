import type { DiagnosticCode } from '../codes.ts';
import type { CodeExample } from './types.ts';

export type { CodeExample, Sample } from './types.ts';

/** The example of a code, or null; `docs/errors.md` and `flexbuild explain` show the same one. */
export async function codeExampleOf(code: DiagnosticCode): Promise<CodeExample | null> {
  // Most commands never need the texts.
  const { codeExamples } = await import('./table.ts');
  return codeExamples[code] ?? null;
}
