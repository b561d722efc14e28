import { basename } from 'node:path';
import { closest, failure, type Diagnostic } from '../core/index.ts';
import type { ExplainedLine } from './explain-lines.ts';
import type { Cause, Explanation } from './explain.ts';

/** The part of an explanation that somebody asked for. */
export interface SelectedExplanation {
  readonly causes: readonly Cause[];
  /** The lines of generated files that were asked for; empty where something else was. */
  readonly lines: readonly ExplainedLine[];
  /** Warnings about a line of app.yaml that led to nothing. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What an explanation says of `question`: a key of app.yaml or a section (`resources.cpu`, `resources`), a file, or a line
 * of one (`app.yaml:7`, `Dockerfile:12`). Throws FB3220 for what is not there.
 */
export function selectExplanation(question: string, explanation: Explanation): SelectedExplanation {
  const [, file = question, digits] = /^(.*?)(?::(\d+))?$/s.exec(question) ?? [];
  const place = { file, line: digits === undefined ? null : Number(digits) };
  const answer =
    ofName(question, explanation) ?? ofGeneratedFile(place, explanation) ?? ofConfig(place, explanation);
  if (answer !== null) return answer;
  throw notThere(question, explanation);
}

function ofName(name: string, { causes }: Explanation): SelectedExplanation | null {
  const found = causes.filter((cause) => cause.name === name || cause.name.startsWith(`${name}.`));
  return found.length === 0 ? null : { causes: found, lines: [], diagnostics: [] };
}

interface Place {
  readonly file: string;
  readonly line: number | null;
}

function ofGeneratedFile({ file, line }: Place, explanation: Explanation): SelectedExplanation | null {
  const lines = explanation.lines.filter((one) => one.path === file && (line === null || one.line === line));
  if (lines.length === 0) return null;
  const causes = explanation.causes.filter((cause) => lines.some((one) => cause.lines.includes(one)));
  // What is not set is no answer where something that is set is one.
  const set = causes.filter(({ kind, at }) => kind === 'file' || at !== null);
  return { causes: set.length > 0 ? set : causes, lines, diagnostics: [] };
}

function ofConfig(
  place: Place,
  { configFile, causes, diagnostics }: Explanation,
): SelectedExplanation | null {
  const { file, line } = place;
  if (file !== configFile && file !== basename(configFile)) return null;
  const isThere = ({ at, sectionLines }: Cause): boolean =>
    at !== null && (line === null || at.start.line === line || sectionLines.includes(line));
  const found = causes.filter(isThere);
  const remarks = diagnostics.filter(({ at }) => at?.file === configFile && at.start.line === line);
  if (found.length === 0 && remarks.length === 0) return null;
  return { causes: found, lines: [], diagnostics: found.length === 0 ? remarks : [] };
}

function notThere(question: string, { configFile, causes, lines }: Explanation): Error {
  const names = [...causes.map(({ name }) => name), ...lines.map(({ path }) => path), basename(configFile)];
  const near = closest(question, new Set(names));
  return failure({
    code: 'FB3220',
    message: `nothing is explained by "${question}"`,
    hint: near === null ? 'Run `flexbuild explain` for all that is.' : `Write \`flexbuild explain ${near}\`.`,
  });
}
