/** A line of a requirements file as pip puts it together. */
export interface LogicalLine {
  /** Continuations joined, comments gone, variables expanded. */
  readonly text: string;
  /** Where what says something begins and ends in the file. */
  readonly start: number;
  readonly end: number;
  readonly unknownVariables: readonly string[];
}

/** Lines that say something, as pip's `preprocess` makes them. `variables` are those that `${NAME}` can name. */
export function logicalLines(
  text: string,
  variables: Readonly<Record<string, string>>,
): readonly LogicalLine[] {
  return joined(physicalLines(text)).flatMap((line) => {
    const said = withoutComment(line.text).trim();
    if (said === '') return [];
    const expanded = expand(said, variables);
    return [{ start: line.start, end: Math.max(line.end, line.start + 1), ...expanded }];
  });
}

interface PhysicalLine {
  readonly text: string;
  readonly offset: number;
}

/** What Python's `str.splitlines` ends a line at. */
const lineEnd = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

function physicalLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  let offset = 0;
  for (const end of text.matchAll(lineEnd)) {
    lines.push({ text: text.slice(offset, end.index), offset });
    offset = end.index + end[0].length;
  }
  return [...lines, { text: text.slice(offset), offset }];
}

interface JoinedLine {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A comment ends a continuation, even where a backslash follows it. */
function joined(lines: readonly PhysicalLine[]): readonly JoinedLine[] {
  const result: JoinedLine[] = [];
  let open: PhysicalLine[] = [];
  for (const [index, line] of lines.entries()) {
    open.push(line);
    const continues = line.text.endsWith('\\') && !isComment(line.text);
    if (continues && index < lines.length - 1) continue;
    result.push(join(open));
    open = [];
  }
  return result;
}

function join(lines: readonly PhysicalLine[]): JoinedLine {
  const text = lines.map((line) => pieceOf(line.text)).join('');
  const saying = lines.filter((line) => pieceOf(withoutComment(line.text)).trim() !== '');
  const first = saying[0] ?? lines[0];
  const last = saying.at(-1) ?? first;
  if (!first || !last) return { text, start: 0, end: 0 };
  const start = first.offset + (first.text.length - first.text.trimStart().length);
  return { text, start, end: last.offset + withoutComment(last.text).trimEnd().length };
}

/** As pip joins: backslashes go at both ends, and a comment gets a blank in front, so that it is found again. */
function pieceOf(line: string): string {
  if (isComment(line)) return ` ${line}`;
  return line.endsWith('\\') ? line.replace(/^\\+|\\+$/g, '') : line;
}

const isComment = (line: string) => /^\s*#/.test(line);

/** A # begins one at the start of a line or behind a blank. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    if (at === 0 || /\s/.test(line.charAt(at - 1))) return line.slice(0, at).trimEnd();
  }
  return line;
}

/** Nothing but `${CAPITALS_1}` is a variable, and one without a value stays as it is. */
function expand(
  text: string,
  variables: Readonly<Record<string, string>>,
): Pick<LogicalLine, 'text' | 'unknownVariables'> {
  const unknownVariables: string[] = [];
  const expanded = text.replace(/\$\{([A-Z0-9_]+)\}/g, (written, name: string) => {
    const value = variables[name];
    if (value) return value;
    unknownVariables.push(name);
    return written;
  });
  return { text: expanded, unknownVariables };
}
