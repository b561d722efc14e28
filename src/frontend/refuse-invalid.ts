import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { codeOf } from '../core/index.ts';
import { answer, type FrontEndContext } from './call.ts';
import type { FailurePage } from './failure-page.ts';

/**
 * Answers what node's parser did not take for a request, and closes the connection: where the next request would begin
 * cannot be known. An answer that is under way on it is never mixed with another.
 */
export function refuseInvalid(
  { error, socket }: { readonly error: Error; readonly socket: Duplex },
  { calls, limits }: FrontEndContext,
): void {
  const page = pageOf(error, limits.requestHeadBytes);
  const call = calls.newestOn(socket);
  if (call === null) {
    if (socket.writable && page !== null) socket.end(rawAnswer(page), 'latin1', () => socket.destroy());
    else socket.destroy();
    return;
  }
  const { request, response } = call.incoming;
  if (request.complete) {
    // Its answer is still to come; what is wrong came behind it.
    response.shouldKeepAlive = false;
    response.once('close', () => socket.destroy());
  } else if (page === null) socket.destroy();
  else {
    if (!call.answered) answer(call, page);
    // The rest of its body will never be read, so there is nothing to wait for.
    if (call.answered) response.end();
  }
}

/** Null where nobody is left to read an answer. */
function pageOf(error: Error, requestHeadBytes: number): FailurePage | null {
  const code = codeOf(error) ?? '';
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, reason: `The request's headers are larger than ${requestHeadBytes} bytes.` };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, reason: "The extensions of the request's chunks are too large." };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, reason: "The request's headers did not come in time." };
    default:
      return code.startsWith('HPE_') ? { status: 400, reason: 'The request is not valid HTTP/1.1.' } : null;
  }
}

/** There is no request, and so nothing that says which form its sender prefers. */
function rawAnswer({ status, reason }: FailurePage): string {
  const title = `${status} ${STATUS_CODES[status] ?? ''}`;
  const body = `${title}\n\n${reason}\n`;
  const head = [
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return `HTTP/1.1 ${title}\r\n${head.join('\r\n')}\r\n\r\n${body}`;
}
