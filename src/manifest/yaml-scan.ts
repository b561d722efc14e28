import { CST, Lexer } from 'yaml';
import type { Problem } from './yaml-problem.ts';

/** What keeps a text from being parsed: its size, characters or tabs that YAML does not have, its depth. The first alone. */
export function scanYaml(text: string): Problem | null {
  if (text.length > maxLength) return tooLarge(text.length);
  return foreignCharacter(text) ?? scanTokens(text);
}

/**
 * Characters of a file, and levels in it. gcloud has no such limits; an app.yaml has a few hundred lines and five levels,
 * and whatever is beyond these is another file, or made to keep a parser busy.
 */
export const maxLength = 128 * 1024;
const maxDepth = 100;

function tooLarge(length: number): Problem {
  const size = (length / 1024 / 1024).toFixed(1);
  return {
    code: 'FB1016',
    message: `the file has ${size} MB, and may have ${maxLength / 1024} kB`,
    hint: 'Name the file that you mean.',
    range: [0, 0],
  };
}

/**
 * What YAML's characters are not (YAML 1.1 §5.1), the mark that stands for bytes that are not UTF-8, a byte order mark
 * elsewhere than at the start, and a line end that gcloud's parser knows and ours does not.
 */
const foreign = /(?<!^)\ufeff|\r(?!\n)|[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffc\u{10000}-\u{10ffff}]/u;

function foreignCharacter(text: string): Problem | null {
  const found = foreign.exec(text);
  if (!found) return null;
  const { 0: character, index } = found;
  const range = [index, index + character.length] as const;
  if (character === '\r') return { ...loneReturn, range };
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const isEncoding = character === '\0' || character === '\ufffd';
  return {
    code: 'FB1019',
    message: isEncoding
      ? 'the file is not UTF-8 text'
      : `the control character U+${code} has no place in YAML`,
    hint: isEncoding ? 'Save the file as UTF-8.' : 'Remove it, or write it as an escape in double quotes.',
    range,
  };
}

const loneReturn = {
  code: 'FB1002',
  message: 'a line ends with a carriage return alone',
  hint: 'Save the file with LF or CRLF as line ends.',
} as const;

/** One walk over what the text is made of. */
function scanTokens(text: string): Problem | null {
  const tabs = tabFinder();
  const levels = levelCounter();
  let offset = 0;
  for (const source of new Lexer().lex(text)) {
    if (markers.has(source)) continue;
    const token = { source, offset, type: CST.tokenType(source) };
    const problem = tabs(token) ?? levels(token);
    if (problem) return problem;
    offset += source.length;
  }
  return null;
}

/** What the lexer puts between the tokens and is not in the text. */
const markers: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);

interface Token {
  readonly source: string;
  readonly offset: number;
  /** Null for a plain scalar. */
  readonly type: CST.TokenType | null;
}

type Check = (token: Token) => Problem | null;

/**
 * Finds the first tab outside of quotes, blocks and comments: YAML allows some of them, gcloud's parser none
 * ("found character '\t' that cannot start any token").
 */
function tabFinder(): Check {
  let block = false;
  return ({ source, offset, type }) => {
    const separatesOrIsPlain = /^[ \t]+$/.test(source) || type === null;
    if (separatesOrIsPlain && !block && source.includes('\t')) {
      const tab = offset + source.indexOf('\t');
      return {
        code: 'FB1002',
        message: 'a tab stands where YAML allows only spaces',
        hint: 'Replace it with spaces.',
        range: [tab, tab + 1],
      };
    }
    // A block's content follows its header and a line break.
    if (type === 'block-scalar-header') block = true;
    else if (type !== 'newline' && type !== 'comment' && !/^ +$/.test(source)) block = false;
    return null;
  };
}

/** Counts levels, so that a parser that calls itself for each of them never runs out of its stack. */
function levelCounter(): Check {
  let brackets = 0;
  let lineStart = 0;
  /** Columns at which blocks that are still open begin, each further right than the one before. */
  const columns: number[] = [];
  let opensBlocks = true;
  return ({ source, offset, type }) => {
    if (type === 'newline') {
      lineStart = offset + source.length;
      opensBlocks = true;
    } else if (type === 'flow-map-start' || type === 'flow-seq-start') {
      brackets++;
    } else if (type === 'flow-map-end' || type === 'flow-seq-end') {
      brackets = Math.max(0, brackets - 1);
    } else if (type !== 'space' && opensBlocks) {
      const column = offset - lineStart;
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
      opensBlocks = type !== null && indicators.has(type);
    }
    if (brackets + columns.length <= maxDepth) return null;
    return {
      code: 'FB1016',
      message: `the file is nested more than ${maxDepth} levels deep here`,
      hint: 'Make it flatter.',
      range: [offset, offset + source.length],
    };
  };
}

/** After these, more blocks can begin on the same line. */
const indicators: ReadonlySet<CST.TokenType> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
