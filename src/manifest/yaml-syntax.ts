import { parseAllDocuments, visit, type Document, type ErrorCode, type YAMLParseError } from 'yaml';
import type { Problem, Range } from './yaml-problem.ts';
import { scanYaml } from './yaml-scan.ts';

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
  const quote = /^Missing closing (['"])quote/.exec(first.message)?.[1];
  const bracket = /must be sufficiently indented and end with a ([\]}])/.exec(first.message)?.[1];
  const range = quote ? quoteAround(documents, first.pos) : withinText(text, first.pos);
  const line = text.slice(text.lastIndexOf('\n', range[0] - 1) + 1, range[1]);
  if (/^(?:<{7}|={7}|>{7})/.test(line)) return { ...conflict, range };
  if (quote)
    return problem(`a quote ${quote} is not closed`, 'Close the quote at the end of the value.', range);
  const own = bracket ? unclosed(bracket) : ownWords[first.code];
  return problem(own?.complaint ?? uncapitalised(first.message), own?.hint ?? null, range);
}

function problem(complaint: string, hint: string | null, range: Range): Problem {
  return { code: 'FB1002', message: `this is not YAML: ${complaint}`, hint, range };
}

const conflict = {
  code: 'FB1002',
  message: 'a conflict of a merge is left in the file',
  hint: 'Keep one of the two sides, and remove the marks.',
} as const;

/** What is read of an error of the parser. */
type Complaint = Pick<YAMLParseError, 'code' | 'message' | 'pos'>;

interface Words {
  /** Where the parser's own are not for people who write the file. */
  readonly complaint?: string;
  readonly hint: string;
}

/** The parser's commonest complaints. */
const ownWords: Partial<Record<ErrorCode, Words>> = {
  BAD_SCALAR_START: { hint: 'Quote the value.' },
  BAD_DQ_ESCAPE: { hint: 'Use single quotes, or write the backslash twice.' },
  BLOCK_AS_IMPLICIT_KEY: {
    complaint: 'a value has `: ` in it, or the next line is indented further',
    hint: 'Quote a value that has `: ` in it, and give keys of one section the same indentation.',
  },
  MISSING_CHAR: { hint: 'Write `key: value`, with a colon and a space, and close what is open.' },
  MULTILINE_IMPLICIT_KEY: {
    complaint: 'a line is no `key: value`',
    hint: 'Write `key: value`, with a colon and a space behind it.',
  },
  UNEXPECTED_TOKEN: { hint: 'Quote the value, or indent the line as its neighbours are.' },
};

function unclosed(bracket: string): Words {
  return {
    complaint: `a bracket is not closed, or a line in it is not indented: ${bracket} is missing`,
    hint: 'Close the bracket, and indent the lines within.',
  };
}

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
