import type { Address, FlexbuildError } from '../../core/index.ts';
import type { Places } from '../places.ts';
import type { Credentials } from '../tls/types.ts';
import type { Explanation, ForwardedRequest, FrontEndLimits } from '../types.ts';

/** What a worker's front end is started with: `FrontEndOptions` as far as they are plain data. */
export interface WorkerSettings {
  readonly listen: Address;
  readonly tls: {
    readonly listen: Address;
    readonly standard: Credentials;
    readonly ticketKeys: Buffer;
  } | null;
  readonly defaultHostname: string;
  readonly places: Places;
  readonly limits: Partial<FrontEndLimits>;
  /** What somebody listens to; the rest is not sent. */
  readonly reports: { readonly requests: boolean; readonly forwarded: boolean };
}

/** From the main process to a worker. */
export type ToWorker<Routing> =
  | { readonly kind: 'start'; readonly settings: WorkerSettings; readonly routing: Routing }
  | { readonly kind: 'routing'; readonly routing: Routing }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'drain'; readonly graceMs: number }
  /** Closes every connection. */
  | { readonly kind: 'end' };

/** From a worker to the main process. */
export type FromWorker =
  | ({ readonly kind: 'listening' } & Listening)
  | { readonly kind: 'failed'; readonly diagnostics: FlexbuildError['diagnostics'] }
  /** `RequestRecord`s as JSON: to copy them as objects costs twice the time. */
  | { readonly kind: 'requests'; readonly json: string }
  | { readonly kind: 'forwarded'; readonly requests: readonly ForwardedRequest[] }
  | { readonly kind: 'question'; readonly id: number; readonly question: Question }
  | { readonly kind: 'drained' }
  /** All is closed, and all is said. */
  | { readonly kind: 'ended' };

/** Where a front end listens, with TLS and without. */
export interface Listening {
  readonly address: Address;
  readonly secure: Address | null;
}

/** What only the main process knows. */
export type Question =
  { readonly about: 'instance'; readonly name: string } | { readonly about: 'host'; readonly name: string };

/** What each question is answered with. */
export interface Answers {
  readonly instance: Explanation | null;
  readonly host: Credentials | null;
}
