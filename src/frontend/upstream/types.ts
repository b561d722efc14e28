import type { Socket } from 'node:net';
import type { HeaderField } from '../rules/field.ts';

/** One request to an instance, ready to be written. */
export interface UpstreamRequest {
  readonly method: string;
  /** Request line and headers with the empty line, latin1. */
  readonly head: string;
  readonly body: 'none' | 'sized' | 'chunked';
  /** The head asks for another protocol: a 101 ends the exchange with `events.upgraded`. */
  readonly upgrade: boolean;
}

/** Status line and header fields of a response. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  /** The caller's own to change. */
  readonly fields: HeaderField[];
}

/** Why there is no answer, or no whole one. */
export type UpstreamFailure =
  | { readonly kind: 'refused' }
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'connect-timeout' }
  /** Closed or reset before the first byte of an answer; `again` says that the same request may be sent once more. */
  | { readonly kind: 'closed-early'; readonly again: boolean }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'head-too-large' }
  /** The body ended before its end. */
  | { readonly kind: 'truncated' };

/** What becomes of an exchange, in this order; `end`, `failed` or `upgraded` comes last, and only one of them. */
export interface ExchangeEvents {
  /** A 1xx answer, any number of times. */
  informational(head: ResponseHead): void;
  head(head: ResponseHead): void;
  /** `chunk` is good for the time of the call. False asks to pause until `Exchange.resume`. */
  data(chunk: Buffer): boolean;
  end(): void;
  failed(failure: UpstreamFailure): void;
  /** The request's body may flow again after `Exchange.write` was false. */
  drained(): void;
  /** The other protocol begins: `firstBytes` came behind the head; the socket is the caller's now. */
  upgraded(upgrade: {
    readonly head: ResponseHead;
    readonly socket: Socket;
    readonly firstBytes: Buffer;
  }): void;
}

/** A request under way. */
export interface Exchange {
  /** Passes on a piece of the request's body, and takes it: its memory goes back. False asks to wait for `events.drained`. */
  write(chunk: Buffer): boolean;
  /** The request's body is complete. */
  end(): void;
  /** The response may flow again. */
  resume(): void;
  /** Ends it without a further event. */
  abort(): void;
}
