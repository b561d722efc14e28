import type { HeaderField } from './field.ts';
import type { RandomHex } from './random-hex.ts';

/** What rules know of a request beside its headers. */
export interface RequestFacts {
  readonly clientAddress: string;
  /** It came over TLS. */
  readonly secure: boolean;
  readonly host: string;
  readonly defaultHostname: string;
  /** Infinity: as long as it likes. */
  readonly requestTimeoutMs: number;
  /** For what gets an id here. */
  readonly randomHex: RandomHex;
  /** The headers that say where the client is. */
  readonly place: readonly HeaderField[];
  /** Null for everybody outside of App Engine. */
  readonly trusted: TrustedSender | null;
}

/** A part of App Engine that sends requests of its own, cron or a task queue, and may say what outsiders cannot. */
export interface TrustedSender {
  /** Where App Engine's own requests come from: 0.1.0.2 for cron. */
  readonly clientAddress: string;
  /** `X-Appengine-Cron: true` and the like; set after every reserved name of the request is gone. */
  readonly headers: readonly HeaderField[];
}

/** `http` or `https`, as X-Forwarded-Proto and Forwarded have it. */
export function schemeOf({ secure }: RequestFacts): 'http' | 'https' {
  return secure ? 'https' : 'http';
}
