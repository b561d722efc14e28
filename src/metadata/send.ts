import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { errorPage, type Answer } from './answers.ts';

/** Writes an answer; the body of one to HEAD is left out by node:http. */
export function send(response: ServerResponse, { status, rawHeaders, body }: Answer): void {
  // Google's server does not announce that a connection stays open.
  if (response.shouldKeepAlive) response.removeHeader('Connection');
  response.writeHead(status, rawHeaders as string[]);
  response.end(body);
}

/** What node:http cannot parse, or has waited for too long, never becomes a request. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const statuses: Record<string, 408 | 431> = { ERR_HTTP_REQUEST_TIMEOUT: 408, HPE_HEADER_OVERFLOW: 431 };
  const status = statuses[error.code ?? ''] ?? 400;
  const { rawHeaders, body } = errorPage(status, 'Your client has issued a malformed or illegal request.', [
    ['Connection', 'close'],
  ]);
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`];
  for (let at = 0; at < rawHeaders.length; at += 2) lines.push(`${rawHeaders[at]}: ${rawHeaders[at + 1]}`);
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
