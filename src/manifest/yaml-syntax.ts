import {
  CST,
  Lexer,
  parseAllDocuments,
  visit,
  type Document,
  type ErrorCode,
  type YAMLParseError,
} from 'yaml';
import type { Diagnostic } from '../core/index.ts';

/** Offsets into the text: the first, and the first behind. */
export type Range = readonly [start: number, end: number];

/** What is wrong with a text, and where; an error always. */
export interface Problem extends Pick<Diagnostic, 'code' | 'message' | 'hint'> {
  readonly range: Range;
}

/** The documents of a text, every scalar in them as its text; of problems only the first: the others follow from it. */
export function parseYaml(text: string): {
  readonly documents: readonly Document[];
  readonly problem: Problem | null;
} {
  const tab = firstTab(text);
  if (tab !== null) return { documents: [], problem: tabAt(tab) };
  try {
    const documents = parseAllDocuments(text, options);
    if (!Array.isArray(documents)) return { documents: [], problem: null };
    const [first] = documents.flatMap(({ errors }) => errors).sort((a, b) => a.pos[0] - b.pos[0]);
    return { documents, problem: first ? problemOf({ first, documents, text }) : null };
  } catch (cause) {
    // Brackets without end exhaust the parser's stack.
    if (!(cause instanceof RangeError)) throw cause;
    const problem = {
      code: 'FB1002',
      message: 'the file is nested too deeply',
      hint: 'Make it flatter.',
    } as const;
    return { documents: [], problem: { ...problem, range: [0, 1] } };
  }
}

/** Merge keys would be aliases in disguise, and keys that come twice get a message of our own. */
const options = {
  version: '1.1',
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/**
 * Offset of the first tab outside of quotes, blocks and comments: YAML allows some of them, gcloud's parser none
 * ("found character '\t' that cannot start any token"). Null where there is none.
 */
function firstTab(text: string): number | null {
  let offset = 0;
  let block = false;
  for (const source of new Lexer().lex(text)) {
    if (markers.has(source)) continue;
    const type = CST.tokenType(source);
    const separatesOrIsPlain = /^[ \t]+$/.test(source) || type === null;
    if (separatesOrIsPlain && !block && source.includes('\t')) return offset + source.indexOf('\t');
    // A block's content follows its header and a line break.
    if (type === 'block-scalar-header') block = true;
    else if (type !== 'newline' && type !== 'comment' && !/^ +$/.test(source)) block = false;
    offset += source.length;
  }
  return null;
}

/** What the lexer puts between the tokens and is not in the text. */
const markers: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

function tabAt(offset: number): Problem {
  return {
    code: 'FB1002',
    message: 'a tab stands where YAML allows only spaces',
    hint: 'Replace it with spaces.',
    range: [offset, offset + 1],
  };
}

function problemOf({
  first,
  documents,
  text,
}: {
  first: Complaint;
  documents: readonly Document[];
  text: string;
}): Problem {
  const openQuote = /^Missing closing (['"])quote/.exec(first.message)?.[1];
  const complaint = openQuote ? `a quote ${openQuote} is not closed` : uncapitalised(first.message);
  const hint = openQuote ? 'Close the quote at the end of the value.' : (hints[first.code] ?? null);
  const range = openQuote ? quoteAround(documents, first.pos) : withinText(text, first.pos);
  return { code: 'FB1002', message: `this is not YAML: ${complaint}`, hint, range };
}

/** What is read of an error of the parser. */
type Complaint = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

/** What to do about the parser's commonest complaints. */
const hints: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: 'Close the bracket, and indent what belongs together by the same number of spaces.',
  BAD_SCALAR_START: 'Quote the value.',
  BAD_DQ_ESCAPE: 'Use single quotes, or write the backslash twice.',
  BLOCK_AS_IMPLICIT_KEY:
    'Quote a value that has `: ` in it, and give keys of one mapping the same indentation.',
  MISSING_CHAR: 'Write `key: value`, with a colon and a space, and close what is open.',
  MULTILINE_IMPLICIT_KEY: 'Write `key: value`, with a space behind the colon.',
  UNEXPECTED_TOKEN: 'Quote the value, or indent the line as its neighbours are.',
};

function uncapitalised(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}

/** The parser finds out at the end of the file; what helps is where the quote was opened. */
function quoteAround(documents: readonly Document[], found: readonly [number, number]): Range {
  const starts: number[] = [];
  for (const document of documents) {
    visit(document, {
      Scalar: (_key, { range, type }) => {
        if (type?.startsWith('QUOTE') && range && range[0] <= found[0] && found[0] <= range[1])
          starts.push(range[0]);
      },
    });
  }
  const [start] = starts;
  return start === undefined ? found : [start, start + 1];
}

/** Of a place behind all text, the last character of it. */
function withinText(text: string, [start, end]: readonly [number, number]): Range {
  const last = Math.max(0, text.trimEnd().length - 1);
  return start > last ? [last, last + 1] : [start, end];
}
