import { createColors } from 'picocolors';
import type { Diagnostic } from '../../index.ts';

type Span = NonNullable<Diagnostic['at']>;
type Colors = ReturnType<typeof createColors>;

/**
 * A diagnostic as people read it: what, where with a caret under it, the lines that show the cause, what to do.
 * No line break at the end.
 */
export function formatDiagnostic(diagnostic: Diagnostic, { colour }: { readonly colour: boolean }): string {
  const colors = createColors(colour);
  const { severity, code, message, at, detail, hint, docs } = diagnostic;
  const paint = severity === 'error' ? colors.red : colors.yellow;
  return [
    `${colors.bold(paint(`${severity}[${code}]`))}${colors.bold(`: ${printable(message)}`)}`,
    ...(at === null ? [] : excerpt(at, { colors, paint })),
    ...detail.map((line) => `  ${printable(line)}`),
    ...(hint === null ? [] : [`${colors.cyan('hint')}: ${printable(hint)}`]),
    ...(docs === null ? [] : [`${colors.cyan('docs')}: ${docs}`]),
  ].join('\n');
}

const longestLine = 400;

function excerpt(at: Span, { colors, paint }: { colors: Colors; paint: (text: string) => string }): string[] {
  const { line, column } = at.start;
  const number = String(line);
  const margin = ' '.repeat(number.length);
  // Of a line that is longer than any screen, what is around the place.
  const from = at.lineText.length > longestLine ? Math.max(0, column - 1 - longestLine / 2) : 0;
  const shown = at.lineText.slice(from, from + longestLine);
  const before = shown.slice(0, column - 1 - from);
  const marked = shown.slice(column - 1 - from, at.end.line === line ? at.end.column - 1 - from : undefined);
  const carets = '^'.repeat(Math.max(1, width(marked.trimEnd() || marked)));
  return [
    `${margin}${colors.blue('-->')} ${at.file}:${number}:${column}`,
    `${margin} ${colors.blue('|')}`,
    `${colors.blue(`${number} |`)} ${printable(shown)}`.trimEnd(),
    `${margin} ${colors.blue('|')} ${' '.repeat(width(before))}${paint(carets)}`,
  ];
}

/** Columns on a terminal, a tab counted as it is shown. */
function width(text: string): number {
  return Array.from(printable(text)).length;
}

/** Tabs as four spaces; other control characters, which could steer the terminal, as a replacement character. */
function printable(text: string): string {
  return text.replaceAll('\t', '    ').replace(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD');
}
