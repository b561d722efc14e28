import { posix } from 'node:path';
import { error, spansIn, type Diagnostic, type Span } from '../../core/index.ts';
import type { SourceTree } from '../../source/index.ts';
import { decodeRequirements } from './decode.ts';
import { logicalLines, type LogicalLine } from './lines.ts';
import { splitLine } from './options.ts';
import { parseEditable, parseRequirement, type ParsedRequirement } from './requirement.ts';
import type { AppFiles, PipOption, Refusal, RequirementFiles, RequirementLine } from './types.ts';
import { withoutUsers } from './without-users.ts';

/**
 * Reads a requirements file as pip does that is started in the app's folder (pip's reference, "Requirements file format").
 * Null where the app has no such file. A file that is included twice is read once.
 */
export function readRequirementFiles({
  source,
  path,
  variables,
}: {
  readonly source: SourceTree;
  readonly path: string;
  /** What `${NAME}` is replaced by. */
  readonly variables: Readonly<Record<string, string>>;
}): RequirementFiles | null {
  const bytes = source.readBytes(path);
  if (bytes === null) return null;
  const reading: Reading = {
    source,
    variables,
    files: filesOf(source),
    result: { lines: [], files: [], remote: [], diagnostics: [] },
    read: new Set(),
    refused: 0,
  };
  readFile({ path, constraint: false, chain: [] }, bytes, reading);
  const { result, refused } = reading;
  const hidden = refused - shownAtMost;
  const more = `and ${hidden} more lines that pip refuses: is this a requirements file?`;
  const diagnostics = result.diagnostics.map((problem, index, all) =>
    hidden > 0 && index === all.length - 1 ? { ...problem, detail: [more] } : problem,
  );
  return { ...result, diagnostics };
}

interface Reading {
  readonly source: SourceTree;
  readonly variables: Readonly<Record<string, string>>;
  readonly files: AppFiles;
  readonly result: {
    readonly lines: RequirementLine[];
    readonly files: string[];
    readonly remote: string[];
    readonly diagnostics: Diagnostic[];
  };
  /** Files by path and use. */
  readonly read: Set<string>;
  /** Lines that pip refuses. */
  refused: number;
}

/** Of a file that is something else entirely, every line is refused. */
const shownAtMost = 20;

interface IncludedFile {
  readonly path: string;
  readonly constraint: boolean;
  /** The files on the way to this one, each of which includes the next. */
  readonly chain: readonly string[];
}

function readFile(file: IncludedFile, bytes: Uint8Array, reading: Reading): void {
  const { result, read } = reading;
  const use = `${String(file.constraint)} ${file.path}`;
  if (read.has(use)) return;
  read.add(use);
  if (!result.files.includes(file.path)) result.files.push(file.path);
  const { text, problem } = decodeRequirements(bytes);
  const spanOf = spansIn({ file: file.path, text: withoutUsers(text) });
  if (problem) {
    const message = `${file.path} cannot be decoded: ${problem.message}`;
    const hint = 'Save it as UTF-8, or name its encoding in the first line: `# -*- coding: latin-1 -*-`.';
    const at = spanOf(problem.offset, problem.offset + 1);
    result.diagnostics.push(error({ code: 'FB2036', message, hint, at }));
    return;
  }
  for (const line of logicalLines(text, reading.variables)) {
    readLine({ line, at: spanOf(line.start, line.end), file }, reading);
  }
}

interface PlacedLine {
  readonly line: LogicalLine;
  readonly at: Span;
  readonly file: IncludedFile;
}

function readLine(placed: PlacedLine, reading: Reading): void {
  const { line, at, file } = placed;
  const { lines, diagnostics } = reading.result;
  const split = splitLine(line.text);
  const refuse = ({ problem, hint }: Refusal) => {
    if (++reading.refused > shownAtMost) return;
    const message = `pip refuses this line: ${withoutUsers(problem)}`;
    diagnostics.push(error({ code: 'FB2034', message, hint, at }));
  };
  if ('problem' in split) {
    refuse(split);
    return;
  }
  const { options } = split;
  const parsed = requirementOf(split.requirement, options, reading.files);
  if (parsed !== null && 'problem' in parsed) {
    refuse(parsed);
    return;
  }
  const requirement = parsed?.requirement ?? null;
  const { constraint } = file;
  if (requirement?.editable && constraint)
    refuse({ problem: '-e cannot stand in a constraints file', hint: 'Move it to a requirements file.' });
  if (requirement?.origin.kind === 'path') diagnostics.push(...missing(requirement.origin.path, at, reading));
  lines.push({ at, constraint, options, requirement, unknownVariables: line.unknownVariables });
  if (requirement === null) include(options, placed, reading);
}

function missing(path: string, at: Span, { files }: Reading): readonly Diagnostic[] {
  if (files.isFile(path) || files.isFolder(path)) return [];
  const message = `${path} is not among the app's files`;
  return [error({ code: 'FB2042', message, hint: 'Add it to the app, or remove the line.', at })];
}

function requirementOf(
  text: string,
  options: readonly PipOption[],
  files: AppFiles,
): ParsedRequirement | null {
  const editable = options.find(({ name }) => name === 'editable')?.value;
  if (editable !== undefined) return parseEditable(text || editable, files);
  return text === '' ? null : parseRequirement(text, files);
}

/** Of several on one line, pip takes the first -r; without one, the first -c. */
function include(options: readonly PipOption[], { at, file }: PlacedLine, reading: Reading): void {
  const named = (name: string) => options.find((option) => option.name === name)?.value;
  const requirement = named('requirement');
  const written = requirement ?? named('constraint');
  if (written === undefined) return;
  const { result, source } = reading;
  if (/^(https?|file):/i.test(written)) {
    result.remote.push(written);
    return;
  }
  const path = joined(file.path, written);
  const chain = [...file.chain, file.path];
  const bytes = path === null ? null : source.readBytes(path);
  if (path === null || bytes === null) {
    const message = `${file.path} includes ${written}, which is not among the app's files`;
    const hint = 'Add the file to the app, or remove the line.';
    result.diagnostics.push(error({ code: 'FB2033', message, hint, at }));
  } else if (chain.includes(path)) {
    const message = `${path} includes itself: ${[...chain.slice(chain.indexOf(path)), path].join(' → ')}`;
    result.diagnostics.push(error({ code: 'FB2035', message, hint: 'Remove this line.', at }));
  } else readFile({ path, constraint: requirement === undefined, chain }, bytes, reading);
}

/** `written` as seen from the file that names it; null where that leads out of the app. */
function joined(from: string, written: string): string | null {
  if (written.startsWith('/')) return null;
  const path = posix.normalize(posix.join(posix.dirname(from), written));
  return path === '..' || path.startsWith('../') ? null : path;
}

function filesOf(source: SourceTree): AppFiles {
  const kindOf = (path: string) => (path.startsWith('/') ? undefined : source.entry(path)?.kind);
  return {
    isFile: (path) =>
      kindOf(path) === 'file' || (kindOf(path) === 'symlink' && source.readBytes(path) !== null),
    isFolder: (path) =>
      kindOf(path) === 'directory' || (kindOf(path) === 'symlink' && source.entries(path).length > 0),
  };
}
