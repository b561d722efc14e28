import type { CheckReport } from '../../index.ts';
import { formatDiagnostic } from './diagnostic.ts';

/** What a check has found, for people: every diagnostic, and a line that sums them up. */
export function formatCheck(
  { files, diagnostics }: CheckReport,
  { errors, warnings }: { readonly errors: number; readonly warnings: number },
  sink: { readonly colour: boolean },
): string {
  const counts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((count) => count !== null);
  const names = files.map(({ path }) => path).join(', ');
  const sum = `${names}: ${counts.join(', ') || 'no problems'}`;
  return [...diagnostics.map((diagnostic) => formatDiagnostic(diagnostic, sink)), sum].join('\n\n');
}

function counted(count: number, noun: string): string | null {
  return count === 0 ? null : `${String(count)} ${noun}${count === 1 ? '' : 's'}`;
}
