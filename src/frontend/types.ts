import type { Address, RequestRecord } from '../core/index.ts';
import type { Places } from './places.ts';
import type { TrustedSender } from './rules/facts.ts';
import type { HeaderField } from './rules/field.ts';
import type { ServerCertificates } from './tls/server-certificates.ts';

/** What a router decides by. */
export interface RequestHead {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The host that was asked for, with the port where the client named one. */
  readonly host: string;
  /** An IP address; IPv4 clients of an IPv6 socket as plain IPv4. */
  readonly clientAddress: string;
}

/** Where a request goes, or why it goes nowhere. */
export type Route =
  | { readonly kind: 'instance'; readonly address: Address; readonly instance: string }
  | {
      readonly kind: 'unavailable';
      readonly status: 502 | 503;
      /** Says to a person why; shown in the page that they get instead. */
      readonly reason: string;
      /** Those that should have got it: what they wrote last is in the page as well. */
      readonly instances: readonly string[];
    };

/** A route that leads somewhere. */
export type InstanceRoute = Extract<Route, { readonly kind: 'instance' }>;

/** Why an instance gives no answer, as far as that is known. */
export interface Explanation {
  /** For a person. */
  readonly reason: string;
  /** What the app wrote last, oldest first. */
  readonly lines: readonly string[];
}

/** Decides; never touches a socket. Dispatch rules and traffic splits are routers. */
export type Router = (request: RequestHead) => Route;

/** What a request and its response may be at most; `flexLimits` has App Engine's values. Infinity: no limit. */
export interface FrontEndLimits {
  /** Request line and headers; more is answered 431. */
  readonly requestHeadBytes: number;
  /** How long the head of a request may take; answered 408. */
  readonly requestHeadMs: number;
  /** Declared or streamed; more is answered 413. */
  readonly requestBodyBytes: number;
  /** How long the next piece of a body may take; answered 408. */
  readonly requestBodyPauseMs: number;
  /** Status line and headers of the app; more is answered 502. */
  readonly responseHeadBytes: number;
  /** The app's answer is passed on in blocks of so many bytes, unless it says `X-Accel-Buffering: no`; 0 passes on every piece. */
  readonly responseBlockBytes: number;
  /** From the request's headers to the last byte of the answer; answered 504 while that is still possible. */
  readonly requestTimeoutMs: number;
  /** How long a connection that speaks another protocol, WebSocket for instance, may last; then it is closed. */
  readonly webSocketMs: number;
  /** How long a connection to an instance may take to be made; answered 504. */
  readonly connectTimeoutMs: number;
}

/** What a front end is started with. */
export interface FrontEndOptions {
  /** Port 0 takes a free one. A port in use throws FB5001. */
  readonly listen: Address;
  /** Other processes listen on the same ports, and the system spreads connections over all of them; not on every system. */
  readonly shared?: boolean;
  /** HTTPS beside it; without: none. */
  readonly tls?: TlsOptions | null;
  readonly route: Router;
  /** The app's default host name, for X-Appengine-Default-Version-Hostname. */
  readonly defaultHostname: string;
  /** Where clients are; without: nobody knows. */
  readonly places?: Places;
  /** Where they are to differ from `flexLimits`. */
  readonly limits?: Partial<FrontEndLimits>;
  /**
   * Tells cron and task queues from everybody else, by the header with which they prove themselves. Such a header's name
   * begins with `X-Google-`, so that no app ever sees it. Null: an outsider.
   */
  recognise?(fields: readonly HeaderField[]): TrustedSender | null;
  /** What is known of an instance that gave no answer; null: nothing. */
  explain?(instance: string): Explanation | null | Promise<Explanation | null>;
  /** Once for every request, when it is over; for those too of which nothing could be made but an error. */
  onRequest?(record: RequestRecord): void;
  /** Once for every request that goes to an instance, when it goes. */
  onForward?(request: ForwardedRequest): void;
}

/** A request as it came and as it goes on to an instance. */
export interface ForwardedRequest {
  readonly instance: string;
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly url: string;
  /** As the client sent them. */
  readonly received: readonly HeaderField[];
  /** As the instance gets them, without those that describe the connection to it. */
  readonly sent: readonly HeaderField[];
}

/** Where and as whom a front end listens with TLS. */
export interface TlsOptions {
  /** Port 0 takes a free one. A port in use throws FB5031. */
  readonly listen: Address;
  readonly certificates: ServerCertificates;
  /** 48 bytes that session tickets are sealed with: servers that have the same take each other's. Without: made up. */
  readonly ticketKeys?: Buffer;
}

/** A running front end; disposing closes every connection at once. */
export interface FrontEnd extends AsyncDisposable {
  readonly address: Address;
  readonly url: string;
  /** With TLS; null without. */
  readonly secure: { readonly address: Address; readonly url: string } | null;
  /** Takes no new connections and waits until open requests are answered, at most `graceMs`. */
  drain(options: { readonly graceMs: number }): Promise<void>;
}
