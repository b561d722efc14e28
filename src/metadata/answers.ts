import { hash } from 'node:crypto';

/** What one request is answered with. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /** Null where it has none. */
  readonly etag: string | null;
  /** All of them, names and values in turn: node:http takes them fastest so, and many answers are given often. */
  readonly rawHeaders: readonly string[];
}

/** On every response, errors and tokens too; clients refuse an answer without the first. */
const everyHeader = [
  ['Metadata-Flavor', 'Google'],
  ['Server', 'Metadata Server for VM'],
  ['X-XSS-Protection', '0'],
  ['X-Frame-Options', 'SAMEORIGIN'],
] as const;

/** Headers of one answer alone. */
type Headers = readonly (readonly [name: string, value: string])[];

function answerOf({
  status,
  contentType,
  body,
  etag = null,
  headers = [],
}: {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly etag?: string | null;
  readonly headers?: Headers;
}): Answer {
  const all: Headers = [
    ...everyHeader,
    ['Content-Type', contentType],
    ['Content-Length', String(Buffer.byteLength(body))],
    ...(etag === null ? [] : [['ETag', etag] as const]),
    ...headers,
  ];
  return { status, body, etag, rawHeaders: all.flat() };
}

/** Content with an ETag, which is that of `state`: different texts of one state have the same. */
export function content({
  format,
  body,
  state,
}: {
  readonly format: 'text' | 'json';
  readonly body: string;
  readonly state: string;
}): Answer {
  const etag = hash('sha256', state).slice(0, 16);
  return answerOf({ status: 200, contentType: `application/${format}`, body, etag });
}

/** Content without an ETag. */
export function plain(contentType: string, body: string, status = 200): Answer {
  return answerOf({ status, contentType, body });
}

/** A redirection; `path` is what the body says. */
export function movedTo(location: string, path: string): Answer {
  const headers = [['Location', location]] as const;
  return answerOf({ status: 301, contentType: 'text/html', body: `${path}\n`, headers });
}

/** 404 for a path that is none. */
export function notFound(path: string): Answer {
  const html = `The requested URL <code>${escaped(path)}</code> was not found on this server.`;
  return errorPage(404, `${html} ${thatIsAll}`);
}

/** 400 for a query that says what it cannot mean. */
export function malformed(reason: string): Answer {
  return errorPage(400, `Your client has issued a malformed or illegal request. ${reason}`);
}

/** How pages of errors end where there is no more to say. */
export const thatIsAll = '<ins>That’s all we know.</ins>';

/** A page of the form of Google's; `html` is its second paragraph. */
export function errorPage(status: keyof typeof reasons, html: string, headers: Headers = []): Answer {
  const body = [
    '<!DOCTYPE html>',
    '<html lang=en>',
    '  <meta charset=utf-8>',
    '  <meta name=viewport content="initial-scale=1, minimum-scale=1, width=device-width">',
    `  <title>Error ${status} (${reasons[status]})!!1</title>`,
    `  <p><b>${status}.</b> <ins>That’s an error.</ins>`,
    `  <p>${html}`,
  ].join('\n');
  return answerOf({ status, contentType: 'text/html; charset=UTF-8', body, headers });
}

const reasons = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
  503: 'Service Unavailable',
} as const;

/** Text as HTML shows it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
