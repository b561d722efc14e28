import { basename } from 'node:path';
import type { Cause, ExplainedLine, Explanation, SelectedExplanation } from '../../index.ts';

/** Everything about an app: what is set, in the order of app.yaml, what it led to, and what has its default. */
export function formatMap({ service, causes }: Explanation): string {
  const given = causes.filter((cause) => cause.kind === 'file' || cause.at !== null);
  const defaults = causes.filter((cause) => !given.includes(cause)).flatMap(defaultRow);
  return [
    `service ${service}\n`,
    ...given.map(formatCause),
    ...(defaults.length > 0 ? [`by default\n${formatRows(defaults)}`] : []),
  ].join('\n');
}

/** The answer to a question about one key, file or line. */
export function formatExplanation({ causes, lines, diagnostics }: SelectedExplanation): string {
  const remarks = diagnostics.map(({ code, message }) => `${message} (${code})\n`);
  if (lines.length === 0) return [...causes.map(formatCause), ...remarks].join('\n');
  return stretches(lines)
    .map((stretch) => formatStretch(stretch, causes))
    .join('\n');
}

type Row = readonly [label: string, text: string];

function formatCause(cause: Cause): string {
  const rows: readonly Row[] = [
    ...cause.decisions.map(decisionRow),
    ...cause.effects.map(({ kind, value }): Row => [kind, value]),
    ...stretches(cause.lines).map((stretch): Row => [placeOf(stretch), headline(stretch)]),
    ...cause.diagnostics.map(({ severity, code, message }): Row => [`${severity} ${code}`, message]),
  ];
  return `${nameOf(cause)}\n${rows.length > 0 ? formatRows(rows) : '  leads to nothing here\n'}`;
}

function formatStretch(stretch: Stretch, causes: readonly Cause[]): string {
  const [{ decisions, template }] = stretch;
  const reasons = causes.filter((cause) => cause.lines.includes(stretch[0])).map(nameOf);
  const rows: readonly Row[] = [
    ...decisions.map(decisionRow),
    ...reasons.map((reason): Row => ['because of', reason]),
    ['made of', template ?? 'what somebody wrote by hand'],
  ];
  return `${placeOf(stretch)}  ${headline(stretch)}\n${formatRows(rows)}`;
}

function decisionRow({ topic, value, reason }: Cause['decisions'][number]): Row {
  return [topic, `${value} (${reason})`];
}

function defaultRow({ name, effects }: Cause): readonly Row[] {
  return effects.length === 0 ? [] : [[name, effects.map(({ value }) => value).join(', ')]];
}

/** `app.yaml:7  runtime_config.runtime_version: "3.11"`. */
function nameOf({ name, kind, at }: Cause): string {
  if (kind === 'file') return name;
  if (at === null) return `${name}, which is not set`;
  const { file, start, end, lineText } = at;
  const value = lineText.slice(start.column - 1, end.line === start.line ? end.column - 1 : undefined);
  // A section's place is its key.
  const shown = name.endsWith(value) ? name : `${name}: ${value}`;
  return `${basename(file)}:${start.line}  ${shown}`;
}

/** Lines in a row that have the same reasons. */
type Stretch = readonly [ExplainedLine, ...ExplainedLine[]];

function stretches(lines: readonly ExplainedLine[]): readonly Stretch[] {
  const found: [ExplainedLine, ...ExplainedLine[]][] = [];
  for (const line of lines) {
    const last = found.at(-1)?.at(-1);
    if (last && last.path === line.path && last.line + 1 === line.line && reasonsOf(last) === reasonsOf(line))
      found.at(-1)?.push(line);
    else found.push([line]);
  }
  return found.flatMap(trimmed);
}

/** Without empty lines at its ends; nothing where all are empty. */
function trimmed(stretch: Stretch): readonly Stretch[] {
  const isFilled = ({ text }: ExplainedLine): boolean => text.trim() !== '';
  const [first, ...rest] = stretch.slice(stretch.findIndex(isFilled), stretch.findLastIndex(isFilled) + 1);
  return first === undefined ? [] : [[first, ...rest]];
}

function reasonsOf({ template, decisions, keys }: ExplainedLine): string {
  return JSON.stringify([template, decisions.map(({ topic }) => topic), keys]);
}

function placeOf(stretch: Stretch): string {
  const [{ path, line }] = stretch;
  const last = stretch.at(-1)?.line ?? line;
  return last === line ? `${path}:${line}` : `${path}:${line}-${last}`;
}

/** The first instruction on one line, or the first comment where there is none. */
function headline(stretch: Stretch): string {
  const filled = stretch.map(({ text }) => text.trim()).filter((text) => text !== '');
  const first = filled.findIndex((text) => !text.startsWith('#'));
  if (first === -1) return shortened(filled[0] ?? '');
  const last = filled.findIndex((text, index) => index >= first && !text.endsWith('\\'));
  const instruction = filled.slice(first, last === -1 ? undefined : last + 1);
  return shortened(instruction.map((text) => text.replace(/\s*\\$/, '')).join(' '));
}

/** A line of a terminal, with room for what stands before it. */
const longest = 100;

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function formatRows(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, text]) => `  ${label.padEnd(width)}  ${text}\n`).join('');
}
