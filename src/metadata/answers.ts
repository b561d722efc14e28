import { hash } from 'node:crypto';

/** What one request is answered with, beside the headers that every response has. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** Null where it has none. */
  readonly etag: string | null;
  /** Further headers of this answer alone. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** On every response, errors and tokens too; clients refuse an answer without the first. */
export const everyHeader = [
  ['Metadata-Flavor', 'Google'],
  ['Server', 'Metadata Server for VM'],
  ['X-XSS-Protection', '0'],
  ['X-Frame-Options', 'SAMEORIGIN'],
] as const;

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
  return { status: 200, contentType: `application/${format}`, body, etag, headers: [] };
}

/** Content without an ETag. */
export function plain(contentType: string, body: string): Answer {
  return { status: 200, contentType, body, etag: null, headers: [] };
}

/** A redirection; `path` is what the body says. */
export function movedTo(location: string, path: string): Answer {
  return {
    status: 301,
    contentType: 'text/html',
    body: `${path}\n`,
    etag: null,
    headers: [['Location', location]],
  };
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
export function errorPage(
  status: keyof typeof reasons,
  html: string,
  headers: Answer['headers'] = [],
): Answer {
  const body = [
    '<!DOCTYPE html>',
    '<html lang=en>',
    '  <meta charset=utf-8>',
    '  <meta name=viewport content="initial-scale=1, minimum-scale=1, width=device-width">',
    `  <title>Error ${status} (${reasons[status]})!!1</title>`,
    `  <p><b>${status}.</b> <ins>That’s an error.</ins>`,
    `  <p>${html}`,
  ].join('\n');
  return { status, contentType: 'text/html; charset=UTF-8', body, etag: null, headers };
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
