import { constants, type OutgoingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { ClientResponse } from '../client.ts';

interface StreamResponse {
  readonly stream: ServerHttp2Stream;
  readonly method: string | undefined;
}

/** The answer on a stream. What comes after the client has reset it goes nowhere: its 'close' is on the way. */
export function responseOf({ stream, method }: StreamResponse): ClientResponse {
  let hasBody = true;
  let isWhole = false;
  stream.on('wantTrailers', () => {
    if (!isWhole || isGone()) return;
    stream.sendTrailers({});
    // RFC 9113 §8.1: nobody wants the rest of the request.
    if (!stream.endAfterHeaders && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
  });
  return {
    // Streams come to their end one by one; GOAWAY is the connection's own.
    shouldKeepAlive: true,
    get headersSent() {
      return stream.headersSent;
    },
    // HTTP/2 has no reason phrases (RFC 9113 §8.3.2).
    writeHead(status, _reason, headers) {
      hasBody = method !== 'HEAD' && status !== 204 && status !== 304;
      if (isGone()) return;
      // Without trailers to wait for, node ends a stream in order even where it resets it: what was cut off would pass for whole.
      stream.respond(
        { ...fieldsOf(headers), ':status': status },
        { endStream: !hasBody, waitForTrailers: hasBody },
      );
    },
    writeContinue() {
      if (!isGone()) stream.additionalHeaders({ ':status': 100 });
    },
    writeEarlyHints({ link }) {
      if (!isGone()) stream.additionalHeaders({ ':status': 103, link });
    },
    write: (chunk, written) => !hasBody || isGone() || stream.write(chunk, written),
    end(lastChunk) {
      isWhole = true;
      if (!isGone()) stream.end(hasBody ? lastChunk : undefined);
    },
    destroy: () => stream.close(constants.NGHTTP2_INTERNAL_ERROR),
    on: (event, listener) => stream.on(event, listener),
    once: (event, listener) => stream.once(event, listener),
  };

  function isGone(): boolean {
    return stream.destroyed || stream.closed;
  }
}

/**
 * Fields as node's HTTP/2 takes them. It refuses some that come twice, which apps do send: they are joined as RFC 9110
 * §5.3 has it; Set-Cookie alone cannot be.
 */
export function fieldsOf(raw: readonly string[]): OutgoingHttpHeaders {
  const fields: Record<string, string> = {};
  const cookies: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    const before = fields[name];
    if (name === 'set-cookie') cookies.push(value);
    else fields[name] = before === undefined ? value : `${before}, ${value}`;
  }
  return cookies.length === 0 ? fields : { ...fields, 'set-cookie': cookies };
}
