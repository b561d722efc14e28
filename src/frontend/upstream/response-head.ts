import type { HeaderField } from '../rules/field.ts';
import type { ResponseHead } from './types.ts';

/** How the end of a body is known (RFC 9112 §6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'sized'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

/** A response's head, with what it says about its body and the connection. */
export interface ParsedHead extends ResponseHead {
  readonly framing: Framing;
  /** The server leaves the connection open behind this response. */
  readonly keepsAlive: boolean;
}

/** Says what is wrong with a response, for a person. */
export interface Malformed {
  readonly malformed: string;
}

/** Parses status line and headers, `text` without the empty line. `method` is the request's: it decides on the body. */
export function parseResponseHead(text: string, method: string): ParsedHead | Malformed {
  if (forbiddenCharacters.test(text)) return { malformed: 'a control character in its headers' };
  let end = endOfLine(text, 0);
  const statusLine = withoutCr(text.slice(0, end));
  const [, minor, digits, reason = ''] = statusLinePattern.exec(statusLine) ?? [];
  if (digits === undefined)
    return { malformed: `the status line ${JSON.stringify(statusLine.slice(0, 80))}` };
  const status = Number(digits);

  const fields: HeaderField[] = [];
  while (end < text.length) {
    const start = end + 1;
    end = endOfLine(text, start);
    const parsed = parseField(text, start, end);
    if ('malformed' in parsed) return parsed;
    fields.push(parsed);
  }
  return framed({ head: { status, reason, fields }, http10: minor === '0', method });
}

/** Anything but tab, line ends and visible characters; and a CR that does not end a line. */
const forbiddenCharacters = /[\0-\x08\v\f\x0e-\x1f\x7f]|\r(?!\n|$)/;
const statusLinePattern = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: (.*))?$/;
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function endOfLine(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end === -1 ? text.length : end;
}

function withoutCr(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function parseField(text: string, start: number, end: number): HeaderField | Malformed {
  const colon = text.indexOf(':', start);
  const name = colon === -1 || colon > end ? '' : text.slice(start, colon);
  // A folded line and a space before the colon end up here too: RFC 9112 §5 has proxies answer 502 for both.
  if (!token.test(name)) {
    return { malformed: `the header line ${JSON.stringify(withoutCr(text.slice(start, end)).slice(0, 80))}` };
  }
  return { name, key: name.toLowerCase(), value: withoutWhitespaceAround(text, colon + 1, end) };
}

/** Spaces, tabs and the line's CR only: `trim` would take a latin1 no-break space as well. */
function withoutWhitespaceAround(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}

interface Unframed {
  readonly head: ResponseHead;
  readonly http10: boolean;
  readonly method: string;
}

function framed({ head, http10, method }: Unframed): ParsedHead | Malformed {
  let length: string | null = null;
  let transferEncoding: string | null = null;
  let connection: string | null = null;
  for (const { key, value } of head.fields) {
    if (key === 'content-length') {
      if (length !== null) return { malformed: 'more than one Content-Length' };
      length = value;
    } else if (key === 'transfer-encoding') {
      transferEncoding = transferEncoding === null ? value : `${transferEncoding}, ${value}`;
    } else if (key === 'connection') {
      connection = connection === null ? value : `${connection}, ${value}`;
    }
  }
  const framing = framingOf({ status: head.status, method, http10, length, transferEncoding });
  if ('malformed' in framing) return framing;
  const keepsAlive = framing.kind !== 'until-close' && isKeptAlive(connection, http10);
  return { ...head, framing, keepsAlive };
}

interface FramingFields {
  readonly status: number;
  readonly method: string;
  readonly http10: boolean;
  readonly length: string | null;
  readonly transferEncoding: string | null;
}

/** What nginx refuses is refused: both framings at once, transfer encodings other than chunked, a second Content-Length. */
function framingOf({ status, method, http10, length, transferEncoding }: FramingFields): Framing | Malformed {
  if (length !== null && !/^\d{1,15}$/.test(length)) {
    return { malformed: `Content-Length ${JSON.stringify(length.slice(0, 40))}` };
  }
  if (transferEncoding !== null) {
    if (length !== null) return { malformed: 'both Content-Length and Transfer-Encoding' };
    if (http10) return { malformed: 'Transfer-Encoding in HTTP/1.0' };
    if (transferEncoding.toLowerCase() !== 'chunked') {
      return { malformed: `Transfer-Encoding ${JSON.stringify(transferEncoding.slice(0, 40))}` };
    }
  }
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return { kind: 'none' };
  if (transferEncoding !== null) return { kind: 'chunked' };
  return length === null ? { kind: 'until-close' } : { kind: 'sized', bytes: Number(length) };
}

function isKeptAlive(connection: string | null, http10: boolean): boolean {
  if (connection === null) return !http10;
  const options = connection
    .toLowerCase()
    .split(',')
    .map((option) => option.trim());
  return http10 ? options.includes('keep-alive') : !options.includes('close');
}
