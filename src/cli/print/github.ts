import type { Diagnostic } from '../../index.ts';

/**
 * A diagnostic as a workflow command: GitHub shows it beside the line in a pull request.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function formatGithub({ severity, code, message, hint, detail, docs, at }: Diagnostic): string {
  const properties = { ...(at && placeOf(at)), title: code };
  const list = Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(value)}`)
    .join(',');
  const text = [message, ...detail, hint, docs].filter((line) => line !== null).join('\n');
  return `::${severity} ${list}::${escapeData(text)}`;
}

/** Columns are for stretches of one line alone. */
function placeOf({ file, start, end }: NonNullable<Diagnostic['at']>): Readonly<Record<string, string>> {
  const lines = { file, line: `${start.line}`, endLine: `${end.line}` };
  if (end.line !== start.line) return lines;
  return { ...lines, col: `${start.column}`, endColumn: `${end.column}` };
}

/** As GitHub's own toolkit does it: `escapeData` and `escapeProperty` of @actions/core. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
