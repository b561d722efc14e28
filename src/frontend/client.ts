import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import type { HeaderField } from './rules/field.ts';

/**
 * A client's request as the exchange reads it: node's `IncomingMessage` is one, and an HTTP/2 stream is made into one.
 * Headers are those of HTTP/1.1, the framing of the body included.
 */
export interface ClientRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly httpVersion: string;
  readonly httpVersionMinor: number;
  readonly rawHeaders: readonly string[];
  readonly headers: { readonly accept?: string | undefined };
  /** The body has arrived to its last byte. */
  readonly complete: boolean;
  readonly socket: Socket;
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  once(event: 'end', listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** The answer to a client as the exchange writes it: node's `ServerResponse` is one. */
export interface ClientResponse {
  readonly headersSent: boolean;
  /** False asks the client not to use the connection for another request. */
  shouldKeepAlive: boolean;
  /** `headers`: names at even places, values at odd ones. */
  writeHead(status: number, reason: string, headers: string[]): unknown;
  writeContinue(): void;
  writeEarlyHints(hints: { readonly link: string[] }): void;
  /** `written`: nobody reads `chunk` any more. */
  write(chunk: Buffer, written?: () => void): boolean;
  end(lastChunk?: Buffer): unknown;
  /** Cuts it off, so that the client knows that it is not whole. */
  destroy(): unknown;
  on(event: 'close', listener: () => void): unknown;
  once(event: 'close' | 'drain', listener: () => void): unknown;
}

/** The client's wish to speak another protocol. */
export interface ClientUpgrade {
  /** Carries the other protocol, once it is accepted. */
  readonly socket: Duplex;
  /** What the client sent behind the request. */
  readonly head: Buffer;
  /** Says that the app speaks `protocol` from now on, with the end-to-end fields of its answer. */
  accept(answer: {
    readonly protocol: string;
    readonly reason: string;
    readonly fields: readonly HeaderField[];
  }): void;
}
