import { failed, passed, skipped } from '../outcome.ts';
import type { Check, FinishedLife, Outcome } from '../types.ts';

/** A line that begins as an object is meant as a structured entry. */
export const logs: Check = {
  id: 'logs',
  title: 'writes structured lines that Cloud Logging reads',
  why: 'A line that is not quite JSON is kept as a text, and one of an unknown severity is found by nobody who looks for errors.',
  fix: 'Write one JSON object a line, with `severity` as Cloud Logging names it: INFO, WARNING, ERROR.',
  at: null,
  stage: 'stopped',
  run: logsOutcome,
};

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry#LogSeverity */
const severities = new Set([
  'DEFAULT',
  'DEBUG',
  'INFO',
  'NOTICE',
  'WARNING',
  'ERROR',
  'CRITICAL',
  'ALERT',
  'EMERGENCY',
]);

/** So many of the lines that are wrong are shown. */
const shownLines = 5;

function logsOutcome({ lines }: FinishedLife): Outcome {
  const entries = lines.map(({ text }) => text).filter((text) => text.startsWith('{'));
  if (entries.length === 0) return skipped('the app wrote no line that begins with {');
  const problems = entries.flatMap((text) => {
    const problem = problemOf(text);
    return problem === null ? [] : [`${problem}: ${text}`];
  });
  if (problems.length === 0) return passed;
  return failed(`${problems.length} of ${entries.length} structured lines`, problems.slice(0, shownLines));
}

function problemOf(text: string): string | null {
  const entry = parsed(text);
  if (entry === null) return 'no JSON object';
  const { severity } = entry;
  if (severity === undefined) return null;
  const isKnown = typeof severity === 'string' && severities.has(severity.toUpperCase());
  return isKnown ? null : `unknown severity ${JSON.stringify(severity)}`;
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
