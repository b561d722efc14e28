import { error, spanAt, type Diagnostic } from '../../../core/index.ts';
import type { SourceTree } from '../../../source/index.ts';
import { markerHolds } from './markers.ts';

/** What requirements.txt, and all that it includes, asks for. */
export interface Requirements {
  /** Names of the packages that will be installed, as PEP 503 normalises them. */
  readonly names: ReadonlySet<string>;
  /** requirements.txt, and the files it includes by -r and -c, in that order. */
  readonly files: readonly string[];
  /** A hash anywhere makes pip ask for hashes everywhere. */
  readonly hashes: boolean;
  /** It installs something out of the app's own files (`-e .`, `./lib`, `--find-links wheels`): those have to be there first. */
  readonly fromAppFiles: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

interface Collected {
  readonly names: Set<string>;
  readonly files: string[];
  hashes: boolean;
  fromAppFiles: boolean;
  readonly diagnostics: Diagnostic[];
}

/**
 * Reads requirements.txt as pip does (pip's reference, "Requirements file format"), as far as needed to know what is in it.
 * `version` ("3.11") decides markers. Null where the app has no requirements.txt.
 */
export function readRequirements(source: SourceTree, version: string): Requirements | null {
  const text = source.readText('requirements.txt');
  if (text === null) return null;
  const collected: Collected = {
    names: new Set(),
    files: [],
    hashes: false,
    fromAppFiles: false,
    diagnostics: [],
  };
  readFile({ path: 'requirements.txt', text, constraints: false }, { collected, source, version });
  return collected;
}

interface RequirementFile {
  readonly path: string;
  readonly text: string;
  /** Limits versions and installs nothing. */
  readonly constraints: boolean;
}

interface Reading {
  readonly collected: Collected;
  readonly source: SourceTree;
  readonly version: string;
}

function readFile(file: RequirementFile, reading: Reading): void {
  reading.collected.files.push(file.path);
  for (const line of logicalLines(file.text)) readLine(line, file, reading);
}

interface LogicalLine {
  readonly text: string;
  readonly offset: number;
}

/** Lines with continuations joined and comments gone. */
function* logicalLines(text: string): Iterable<LogicalLine> {
  for (const match of text.matchAll(/(?:[^\n\\]|\\\r?\n|\\)+/g)) {
    const line = match[0].replace(/\\\r?\n/g, ' ').replace(/(^|\s)#.*$/s, '');
    if (line.trim() !== '')
      yield { text: line.trim(), offset: match.index + (match[0].length - match[0].trimStart().length) };
  }
}

const include = /^(?:-r|--requirement|-c|--constraint)(?:\s*=\s*|\s*)(.+)$/;
const appFileOption = /^(?:-e|--editable|-f|--find-links)(?:\s*=\s*|\s*)(.+)$/;

function readLine(line: LogicalLine, file: RequirementFile, reading: Reading): void {
  const { collected, version } = reading;
  if (/(^|\s)--(hash|require-hashes)\b/.test(line.text)) collected.hashes = true;
  const included = include.exec(line.text)?.[1];
  if (included !== undefined) {
    includeFile({ line, written: unquoted(included), from: file }, reading);
    return;
  }
  const place = appFileOption.exec(line.text)?.[1];
  if (place !== undefined && !isUrl(place)) collected.fromAppFiles = true;
  if (file.constraints || (line.text.startsWith('-') && place === undefined)) return;
  const requirement = place ?? line.text;
  if (isLocalPath(requirement)) collected.fromAppFiles = true;
  const name = nameOf(requirement);
  const marker = /;(.*)$/s.exec(requirement.replace(/\s--hash.*$/s, ''))?.[1];
  if (name !== null && (marker === undefined || markerHolds(marker, version))) collected.names.add(name);
}

function includeFile(
  {
    line,
    written,
    from,
  }: { readonly line: LogicalLine; readonly written: string; readonly from: RequirementFile },
  { collected, source, version }: Reading,
): void {
  if (isUrl(written)) return;
  const path = joined(from.path, written);
  if (path !== null && collected.files.includes(path)) return;
  const text = path === null ? null : source.readText(path);
  if (path === null || text === null) {
    const endOffset = line.offset + line.text.length;
    const problem = error({
      code: 'FB2033',
      message: `${from.path} includes ${written}, which is not among the app's files`,
      hint: 'Add the file to the app, or remove the line.',
      at: spanAt({ file: from.path, text: from.text, startOffset: line.offset, endOffset }),
    });
    collected.diagnostics.push(problem);
    return;
  }
  const constraints = from.constraints || /^(-c|--constraint)/.test(line.text);
  readFile({ path, text, constraints }, { collected, source, version });
}

const unquoted = (text: string) => text.trim().replace(/^(['"])(.*)\1$/, '$2');
const isUrl = (text: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(text.trim());

function isLocalPath(requirement: string): boolean {
  if (isUrl(requirement) || /^[\w.[\],-]+\s*@\s*(?!file:)\S+:/.test(requirement)) return false;
  return /^\.{0,2}\/|^\.{1,2}($|\[|\s)|^\S+\/\S*$|\.(whl|zip|tar\.gz|tgz)(\s|;|$)|@\s*file:/.test(
    requirement,
  );
}

/** The package's name as PEP 503 writes it, out of `Name[extra]>=1`, `name @ url`, `url#egg=name` or a wheel's file name. */
function nameOf(requirement: string): string | null {
  const egg = /[#&]egg=([\w.-]+)/.exec(requirement)?.[1];
  const wheel = /(?:^|\/)([\w.]+)-[^/]+\.whl\b/.exec(requirement)?.[1];
  const plain = /^([A-Za-z0-9][\w.-]*)\s*(?:$|[[;<>=!~@(,]|\s-)/.exec(requirement)?.[1];
  const name = egg ?? wheel ?? plain;
  return name === undefined ? null : name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** `written` as seen from the file that names it; null where that leads out of the app. */
function joined(from: string, written: string): string | null {
  if (written.startsWith('/')) return null;
  const parts = from.split('/').slice(0, -1);
  for (const part of written.split('/')) {
    if (part === '..' && parts.pop() === undefined) return null;
    if (part !== '..' && part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
