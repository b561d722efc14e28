import { offsetOf, piecesFrom } from './pieces.ts';
import type { Directive, Heredoc, Piece } from './types.ts';
import { placedWords, unquoted } from './words.ts';

/** An instruction's lines as one, without the bodies of its here-documents. */
export interface LogicalLine {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly heredocs: readonly Heredoc[];
  readonly start: number;
  /** Behind the last line, bodies of here-documents included. */
  readonly end: number;
}

/** Joins lines that are continued, leaves comments and empty lines out, and passes over the bodies of here-documents. */
export function readLogicalLines(text: string): {
  readonly directives: readonly Directive[];
  readonly lines: readonly LogicalLine[];
} {
  const physical = physicalLines(text);
  const directives = directivesOf(physical);
  const escape = directives.find(({ name }) => name === 'escape')?.value === '`' ? '`' : '\\';
  const reader: Reader = {
    physical,
    at: directives.length,
    continuation: continuationBy(escape),
    endless: new Set(),
  };
  const lines: LogicalLine[] = [];
  while (reader.at < physical.length) {
    const line = nextLine(reader);
    if (line !== null) lines.push(line);
  }
  return { directives, lines };
}

interface PhysicalLine {
  readonly text: string;
  readonly offset: number;
}

function physicalLines(text: string): readonly PhysicalLine[] {
  let offset = text.startsWith('\ufeff') ? 1 : 0;
  return text
    .slice(offset)
    .split('\n')
    .map((line) => {
      const found = { text: line.replace(/\r$/, ''), offset };
      offset += line.length + 1;
      return found;
    });
}

/** The first other line ends them, an empty one and a plain comment too; a name that comes again is a comment. */
function directivesOf(lines: readonly PhysicalLine[]): readonly Directive[] {
  const directives: Directive[] = [];
  for (const { text, offset } of lines) {
    const [whole, name, value] = /^\s*#\s*([A-Za-z][\w-]*)\s*=\s*(.+?)\s*$/.exec(text) ?? [];
    if (whole === undefined || name === undefined || value === undefined) break;
    const isKnown = ['syntax', 'escape', 'check'].includes(name.toLowerCase());
    if (!isKnown || directives.some((directive) => directive.name === name.toLowerCase())) break;
    const start = offset + (text.length - text.trimStart().length);
    directives.push({ name: name.toLowerCase(), value, start, end: offset + text.trimEnd().length });
  }
  return directives;
}

interface Reader {
  readonly physical: readonly PhysicalLine[];
  at: number;
  readonly continuation: RegExp;
  /** Names that end no body from here on. */
  readonly endless: Set<string>;
}

/** The last character of a line, unless it is there twice; blanks may follow it. */
function continuationBy(escape: '\\' | '`'): RegExp {
  const written = escape === '\\' ? '\\\\' : '`';
  return new RegExp(`(?<!${written})${written}[ \\t]*$`);
}

const isComment = (text: string) => /^\s*#/.test(text);

function nextLine(reader: Reader): LogicalLine | null {
  const first = reader.physical[reader.at];
  if (!first || isComment(first.text) || first.text.trim() === '') {
    reader.at += 1;
    return null;
  }
  const pieces: Piece[] = [];
  let joined = '';
  let last = first;
  for (let line: PhysicalLine | undefined = first; line; line = reader.physical[reader.at]) {
    reader.at += 1;
    const skips = line !== first && (isComment(line.text) || line.text.trim() === '');
    if (skips) continue;
    pieces.push({ index: joined.length, offset: line.offset });
    joined += line.text.replace(reader.continuation, '');
    last = line;
    if (!reader.continuation.test(line.text)) break;
  }
  const indent = joined.length - joined.trimStart().length;
  if (indent === joined.length) return null;
  const said = { text: joined.slice(indent), pieces: piecesFrom(pieces, indent) };
  const heredocs = heredocsIn(said);
  const body = passBodies(heredocs, reader);
  const end = body ?? last.offset + last.text.trimEnd().length;
  return { ...said, heredocs, start: offsetOf(pieces, indent), end };
}

/** `<<EOF`, `<<-EOF`, `3<<"EOF"` as words of RUN, COPY and ADD. */
function heredocsIn({ text, pieces }: Pick<LogicalLine, 'text' | 'pieces'>): readonly Heredoc[] {
  if (!/^(onbuild\s+)*(run|copy|add)\s/i.test(text)) return [];
  return placedWords(text).flatMap(({ word, index }) => {
    const [, strip, written] = /^\d*<<(-?)([^<]+)$/.exec(word) ?? [];
    if (written === undefined) return [];
    const start = offsetOf(pieces, index);
    return [{ name: unquoted(written), stripsTabs: strip === '-', start, end: start + word.length }];
  });
}

/** Goes on behind the bodies; returns where the last one ends. What has no end is no here-document. */
function passBodies(heredocs: readonly Heredoc[], reader: Reader): number | null {
  let end: number | null = null;
  for (const { name, stripsTabs } of heredocs) {
    const last = bodyEnd({ name, stripsTabs }, reader);
    const line = last === null ? undefined : reader.physical[last];
    if (last === null || !line) break;
    reader.at = last + 1;
    end = line.offset + line.text.length;
  }
  return end;
}

function bodyEnd(
  { name, stripsTabs }: Pick<Heredoc, 'name' | 'stripsTabs'>,
  { physical, at, endless }: Reader,
): number | null {
  const key = `${String(stripsTabs)} ${name}`;
  if (endless.has(key)) return null;
  for (let index = at; index < physical.length; index++) {
    const text = physical[index]?.text ?? '';
    if ((stripsTabs ? text.replace(/^\t+/, '') : text) === name) return index;
  }
  endless.add(key);
  return null;
}
