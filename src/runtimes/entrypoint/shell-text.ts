/** A word of a command line. */
export interface ShellWord {
  readonly kind: 'word';
  /** As it is written, quotes and all. */
  readonly raw: string;
  /** Without its quotes; expansions (`$PORT`) stay as they are written. */
  readonly text: string;
  /** Nothing in it is quoted or escaped: only such a word can be a keyword. */
  readonly plain: boolean;
}

/** What ends a command (`&&`, `;`, a newline, a parenthesis) or says where its output goes (`>`, `2>&`). */
export interface ShellOperator {
  readonly kind: 'control' | 'redirect';
  readonly raw: string;
}

/** A piece of a command line. */
export type ShellToken = ShellWord | ShellOperator;

/** A command line taken apart by the rules of POSIX sh §2.3, as far as they are needed to tell a simple command from all else. */
export interface ShellText {
  readonly tokens: readonly ShellToken[];
  /** It runs commands within words, or has what sh and bash read differently: `$(…)`, backquotes, `<(…)`, a here-document, `$'…'`. */
  readonly nested: boolean;
  /** The quote or bracket that is opened and never closed, and where; null where all are closed. */
  readonly unclosed: { readonly opener: string; readonly offset: number } | null;
}

interface Cursor {
  readonly text: string;
  at: number;
  nested: boolean;
  unclosed: ShellText['unclosed'];
}

/** Takes a command line apart; never throws, what cannot be read is in `unclosed`. */
export function readShellText(text: string): ShellText {
  const cursor: Cursor = { text, at: 0, nested: false, unclosed: null };
  const tokens: ShellToken[] = [];
  while (cursor.at < text.length && cursor.unclosed === null) {
    const token = nextToken(cursor);
    if (token) tokens.push(token);
    // The body of a here-document is no command line, so the rest says nothing.
    if (token?.kind === 'redirect' && /<<-?$/.test(token.raw)) {
      cursor.nested = true;
      break;
    }
  }
  return { tokens, nested: cursor.nested, unclosed: cursor.unclosed };
}

const blank = /[ \t\r]+|\\\n|#[^\n]*/y;
const redirect = /[0-9]*(?:<<<|<<-|<<|<&|<>|>>|>&|>\||<(?!\()|>(?!\())/y;
const control = /&>>?|&&|\|\||;;&?|;&|\|&|[;|&()\n]/y;

function nextToken(cursor: Cursor): ShellToken | null {
  if (take(cursor, blank) !== null) return null;
  const redirected = take(cursor, redirect);
  if (redirected !== null) return { kind: 'redirect', raw: redirected };
  const controlled = take(cursor, control);
  if (controlled !== null) return { kind: 'control', raw: controlled };
  return readWord(cursor);
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text)?.[0] ?? null;
  if (match !== null) cursor.at += match.length;
  return match;
}

function readWord(cursor: Cursor): ShellWord {
  const start = cursor.at;
  let text = '';
  let plain = true;
  while (cursor.at < cursor.text.length && cursor.unclosed === null) {
    const character = cursor.text.charAt(cursor.at);
    if (/[ \t\r\n;|&()]/.test(character)) break;
    if (/[<>]/.test(character)) {
      if (cursor.text[cursor.at + 1] !== '(') break;
      cursor.nested = true;
      text += character + skipBracket(cursor, { opener: '(', from: cursor.at + 1 });
      continue;
    }
    const piece = readQuoted(cursor) ?? { text: readUnquoted(cursor), quoted: false };
    if (piece.quoted) plain = false;
    text += piece.text;
  }
  return { kind: 'word', raw: cursor.text.slice(start, cursor.at), text, plain };
}

function readQuoted(cursor: Cursor): { readonly text: string; readonly quoted: true } | null {
  const { text, at } = cursor;
  const character = text.charAt(at);
  if (character === '\\') {
    cursor.at = Math.min(at + 2, text.length);
    return { text: text[at + 1] === '\n' ? '' : text.charAt(at + 1), quoted: true };
  }
  if (character === "'") {
    const end = text.indexOf("'", at + 1);
    closeAt(cursor, { opener: "'", offset: at, end });
    return { text: text.slice(at + 1, end === -1 ? undefined : end), quoted: true };
  }
  if (character === '"') return { text: readDoubleQuoted(cursor), quoted: true };
  return null;
}

function readDoubleQuoted(cursor: Cursor): string {
  const start = cursor.at;
  let text = '';
  cursor.at += 1;
  while (cursor.at < cursor.text.length) {
    const character = cursor.text.charAt(cursor.at);
    if (character === '"') {
      cursor.at += 1;
      return text;
    }
    if (character === '\\') {
      const escaped = cursor.text.charAt(cursor.at + 1);
      text += /["\\$`]/.test(escaped) ? escaped : escaped === '\n' ? '' : character + escaped;
      cursor.at += 2;
    } else text += readUnquoted(cursor);
  }
  cursor.unclosed ??= { opener: '"', offset: start };
  return text;
}

/** One character, or one expansion whole. */
function readUnquoted(cursor: Cursor): string {
  const { text, at } = cursor;
  const two = text.slice(at, at + 2);
  if (two === "$'" || two === '$"') cursor.nested = true;
  if (two === '$(' || text[at] === '`') cursor.nested = true;
  if (two === '$(') return '$' + skipBracket(cursor, { opener: '(', from: at + 1 });
  if (two === '${') return '$' + skipBracket(cursor, { opener: '{', from: at + 1 });
  if (text[at] === '`') {
    const end = text.indexOf('`', at + 1);
    closeAt(cursor, { opener: '`', offset: at, end });
    return text.slice(at, cursor.at);
  }
  cursor.at += 1;
  return text.charAt(at);
}

/** Passes over a bracket and all in it, quotes and inner brackets with it; returns what it passed. */
function skipBracket(
  cursor: Cursor,
  { opener, from }: { readonly opener: '(' | '{'; readonly from: number },
): string {
  const closer = opener === '(' ? ')' : '}';
  let depth = 0;
  cursor.at = from;
  while (cursor.at < cursor.text.length && cursor.unclosed === null) {
    if (readQuoted(cursor)) continue;
    const character = cursor.text.charAt(cursor.at);
    cursor.at += 1;
    if (character === opener) depth += 1;
    else if (character === closer) depth -= 1;
    if (depth === 0) return cursor.text.slice(from, cursor.at);
  }
  cursor.unclosed ??= { opener, offset: from };
  return cursor.text.slice(from);
}

function closeAt(
  cursor: Cursor,
  { opener, offset, end }: { readonly opener: string; readonly offset: number; readonly end: number },
): void {
  if (end === -1) cursor.unclosed ??= { opener, offset };
  cursor.at = end === -1 ? cursor.text.length : end + 1;
}
