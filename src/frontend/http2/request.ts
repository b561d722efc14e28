import type { ServerHttp2Stream } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { ClientRequest } from '../client.ts';
import type { Http1Head } from './head.ts';

interface StreamRequest {
  readonly stream: ServerHttp2Stream;
  readonly socket: TLSSocket;
  readonly head: Extract<Http1Head, { kind: 'head' }>;
}

/** A stream's request in the form of HTTP/1.1. */
export function requestOf({ stream, socket, head }: StreamRequest): ClientRequest {
  const { method, url, rawHeaders } = head;
  const acceptAt = rawHeaders.findIndex((text, index) => index % 2 === 0 && text === 'accept');
  return {
    method,
    url,
    rawHeaders,
    httpVersion: '1.1',
    httpVersionMinor: 1,
    headers: { accept: acceptAt === -1 ? undefined : rawHeaders[acceptAt + 1] },
    socket,
    get complete() {
      return stream.endAfterHeaders || (stream.readableEnded && !stream.aborted);
    },
    on: (event: string, listener: (chunk: Buffer) => void) =>
      event === 'end' ? stream.on(event, unlessReset(listener as () => void)) : stream.on(event, listener),
    once: (event: string, listener: () => void) => stream.once(event, unlessReset(listener)),
    pause: () => stream.pause(),
    resume: () => stream.resume(),
  };

  /** A stream that the client has reset ends for node as one that is complete; half a body must not be taken for a whole one. */
  function unlessReset(listener: () => void): () => void {
    return () => {
      if (!stream.aborted) listener();
    };
  }
}
