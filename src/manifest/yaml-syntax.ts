import { parseAllDocuments, visit, type Document, type ErrorCode, type YAMLParseError } from 'yaml';
import type { Diagnostic } from '../core/index.ts';
import { scanYaml } from './yaml-scan.ts';

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
  const obstacle = scanYaml(text);
  if (obstacle !== null) return { documents: [], problem: obstacle };
  const documents = parseAllDocuments(text, options);
  if (!Array.isArray(documents)) return { documents: [], problem: null };
  const [first] = documents.flatMap(({ errors }) => errors).sort((a, b) => a.pos[0] - b.pos[0]);
  return { documents, problem: first ? problemOf({ first, documents, text }) : null };
}

/** Merge keys would be aliases in disguise, and keys that come twice get a message of our own. */
const options = {
  version: '1.1',
  schema: 'failsafe',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const;

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
