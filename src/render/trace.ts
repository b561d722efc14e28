import type { PlannedFile } from '../plan/index.ts';
import { compileOptions } from './compile.ts';
import type { LoadTemplate } from './render.ts';
import type { RenderedFile } from './types.ts';

/** A text file, and what its lines are made of. */
export interface TracedFile extends RenderedFile {
  readonly lines: readonly TracedLine[];
}

export interface TracedLine {
  readonly text: string;
  /** Names of the view that the line was made of, or that it is there because of. */
  readonly names: readonly string[];
}

/** Makes the same texts as `renderFiles`, and tells of each line which names of the view led to it. */
export async function traceFiles(
  files: readonly PlannedFile[],
  loadTemplate: LoadTemplate,
): Promise<readonly TracedFile[]> {
  const { default: handlebars } = await import('handlebars');
  return files.map(({ path, template, view }) => {
    const program = marked(handlebars.parse(loadTemplate(template)));
    const render = handlebars.compile(program, compileOptions);
    return { path, ...readMarks(render(view)) };
  });
}

/** Unicode keeps these for a program's own use, so that no text has them. */
const marks = { open: '\uFDD0', named: '\uFDD1', close: '\uFDD2' };

type Program = hbs.AST.Program;
type Statement = hbs.AST.Statement;

/** The template with marks around all that a name of the view leads to; made after parsing, so that white space stays as it is. */
function marked(program: Program): Program {
  return { ...program, body: program.body.flatMap(markedStatement) };
}

function markedStatement(statement: Statement): readonly Statement[] {
  if (isMustache(statement)) return between(statement, namesOf([statement.path]));
  if (!isBlock(statement)) return [statement];
  const { program, inverse } = statement;
  // The types say that there always is an {{else}}.
  const other = (inverse as Program | undefined) && { inverse: marked(inverse) };
  const block = { ...statement, program: marked(program), ...other };
  return between(block, namesOf(statement.params));
}

function isMustache(statement: Statement): statement is hbs.AST.MustacheStatement {
  return statement.type === 'MustacheStatement';
}

function isBlock(statement: Statement): statement is hbs.AST.BlockStatement {
  return statement.type === 'BlockStatement';
}

/** `this` within a list has no name of its own: the list around it has. */
function namesOf(expressions: readonly hbs.AST.Expression[]): readonly string[] {
  return expressions
    .filter((expression): expression is hbs.AST.PathExpression => expression.type === 'PathExpression')
    .flatMap(({ parts }) => parts.slice(0, 1));
}

function between(statement: Statement, names: readonly string[]): readonly Statement[] {
  const content = (value: string) => ({ ...statement, type: 'ContentStatement', value, original: value });
  return [
    ...names.map((name) => content(`${marks.open}${name}${marks.named}`)),
    statement,
    ...names.map(() => content(marks.close)),
  ];
}

const mark = new RegExp(`(${marks.open}[^${marks.named}]*${marks.named}|${marks.close})`);

function readMarks(text: string): Omit<TracedFile, 'path'> {
  const open: string[] = [];
  const lines: { text: string; names: string[] }[] = [{ text: '', names: [] }];
  for (const part of text.split(mark)) {
    if (part.startsWith(marks.open)) open.push(part.slice(1, -1));
    else if (part === marks.close) open.pop();
    else addText(part, { open, lines });
  }
  const whole = lines.map((line) => line.text).join('\n');
  // Behind the last line break there is no line.
  if (lines.at(-1)?.text === '') lines.pop();
  return { text: whole, lines: lines.map((line) => ({ ...line, names: [...new Set(line.names)] })) };
}

function addText(
  part: string,
  { open, lines }: { readonly open: readonly string[]; readonly lines: { text: string; names: string[] }[] },
): void {
  part.split('\n').forEach((piece, index) => {
    // A line break by itself belongs to what stands around it, and one at the end of a line to the line.
    if (index > 0) {
      const ended = lines.at(-1);
      if (ended?.text === '') ended.names.push(...open);
      lines.push({ text: '', names: [] });
    }
    const line = lines.at(-1);
    if (line === undefined || piece === '') return;
    line.text += piece;
    line.names.push(...open);
  });
}
