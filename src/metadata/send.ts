import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorPage, everyHeader, type Answer } from './answers.ts';

/** Writes an answer; the body of one to HEAD is left out by node:http. */
export function send(response: ServerResponse, answer: Answer): void {
  // Google's server does not announce that a connection stays open.
  if (response.shouldKeepAlive) response.removeHeader('Connection');
  response.writeHead(answer.status, rawHeadersOf(answer));
  response.end(answer.body);
}

/** What node:http cannot parse, or has waited for too long, never becomes a request. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const statuses: Record<string, 408 | 431> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };
  const status = statuses[error.code ?? ''] ?? 400;
  const page = errorPage(status, 'Your client has issued a malformed or illegal request.');
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  const raw = rawHeadersOf({ ...page, headers: [['Connection', 'close']] });
  for (let at = 0; at < raw.length; at += 2) lines.push(`${raw[at]}: ${raw[at + 1]}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${page.body}`);
}

const always: readonly string[] = everyHeader.flat();

/** Names and values in turn, as node:http takes them fastest. */
function rawHeadersOf({ contentType, body, etag, headers }: Answer): string[] {
  const raw = [...always, 'Content-Type', contentType, 'Content-Length', String(Buffer.byteLength(body))];
  if (etag !== null) raw.push('ETag', etag);
  for (const [name, value] of headers) raw.push(name, value);
  return raw;
}
