import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { codeOf } from '../core/index.ts';
import { answer, type Call, type FrontEndContext } from './call.ts';
import type { FailurePage } from './failure-page.ts';
import { readableHead, reportRefused, wholeHead } from './refused-request.ts';

/**
 * Answers what node's parser did not take for a request, and closes the connection: where the next request would begin
 * cannot be known. An answer that is under way on it is never mixed with another.
 */
export function refuseInvalid({ error, socket }: InvalidRequest, context: FrontEndContext): void {
  const page = pageOf(error, context.limits.requestHeadBytes);
  const call = context.calls.newestOn(socket);
  if (call === null) {
    // What cannot be written to has its answer already, and this is the next piece.
    if (page === null || !socket.writable) socket.destroy();
    else refuseHead({ error, socket, page }, context);
    return;
  }
  const { request, response } = call.incoming;
  // The parser stumbles again over each piece that still comes.
  if (call.isLast) return;
  if (request.complete) {
    // Its answer is still to come; what is wrong came behind it, and gets none.
    if (page !== null) reportHead({ error, socket, status: page.status, responseBytes: 0 }, context);
    closeBehind(call, socket);
  } else if (page === null) socket.destroy();
  else {
    if (!call.answered) answer(call, page);
    // The rest of its body will never be read, so there is nothing to wait for.
    if (call.answered) response.end();
  }
}

/** Lets a request that is whole have its answer, and nothing more. */
function closeBehind(call: Call, socket: Socket): void {
  const { response } = call.incoming;
  call.isLast = true;
  response.shouldKeepAlive = false;
  response.once('close', () => socket.destroy());
}

interface InvalidRequest {
  readonly error: Error;
  readonly socket: Socket;
}

/** There is no request to answer, and so nothing but the connection. */
function refuseHead(
  { error, socket, page }: InvalidRequest & { readonly page: FailurePage },
  context: FrontEndContext,
): void {
  const body = bodyOf(page);
  reportHead({ error, socket, status: page.status, responseBytes: body.length }, context);
  socket.end(rawAnswer(page, body), 'latin1', () => socket.destroy());
}

function reportHead(
  {
    error,
    socket,
    ...answered
  }: InvalidRequest & { readonly status: number; readonly responseBytes: number },
  context: FrontEndContext,
): void {
  // Browsers open connections in advance; one that never brought a byte was no request.
  if (socket.bytesRead === 0) return;
  const head = readableHead(
    'rawPacket' in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket : nothing,
  );
  const latencyMs = answered.status === 408 ? context.limits.requestHeadMs : 0;
  reportRefused({ socket, head, latencyMs, ...answered }, context);
}

const nothing = Buffer.alloc(0);

/** A proxy that leads anywhere is not what App Engine is. */
export function refuseConnect(
  { request, socket }: { readonly request: IncomingMessage; readonly socket: Socket },
  context: FrontEndContext,
): void {
  socket.on('error', () => undefined);
  const call = context.calls.newestOn(socket);
  if (call === null)
    socket.end('HTTP/1.1 405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  else closeBehind(call, socket);
  const { method, url, rawHeaders } = request;
  const head = wholeHead({ method, url, rawHeaders, protocol: `HTTP/${request.httpVersion}` });
  reportRefused({ socket, head, status: 405, responseBytes: 0, latencyMs: 0 }, context);
}

/** Null where nobody asked for anything, or nobody is left to read an answer. */
function pageOf(error: Error, requestHeadBytes: number): FailurePage | null {
  const code = codeOf(error) ?? '';
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, reason: `The request's headers are larger than ${requestHeadBytes} bytes.` };
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, reason: "The extensions of the request's chunks are too large." };
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, reason: "The request's headers did not come in time." };
    // Bytes behind a request that said it was the last one are nobody's.
    case 'HPE_CLOSED_CONNECTION':
      return null;
    default:
      return code.startsWith('HPE_') ? { status: 400, reason: 'The request is not valid HTTP/1.1.' } : null;
  }
}

/** There is no request, and so nothing that says which form its sender prefers. */
function bodyOf({ status, reason }: FailurePage): string {
  return `${titleOf(status)}\n\n${reason}\n`;
}

function rawAnswer({ status }: FailurePage, body: string): string {
  const head = [
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return `HTTP/1.1 ${titleOf(status)}\r\n${head.join('\r\n')}\r\n\r\n${body}`;
}

function titleOf(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`;
}
