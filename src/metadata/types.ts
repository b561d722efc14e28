import type { Address, InstanceIdentity } from '../core/index.ts';
import type { MetadataFault } from './faults.ts';

/** What a metadata server is started with. */
export interface MetadataServerOptions {
  /** Port 0 takes a free one. */
  readonly listen: Address;
  /**
   * Null: whoever connects is answered. Else every connection has to begin with the line
   * `FLEXBUILD/1 SECRET CALLER\n`, which the forwarder in the app's network writes; others are closed without an answer.
   */
  readonly secret: string | null;
  /**
   * Who a caller is; `''` where there is no forwarder. Null refuses the request. Asked at every request; the same
   * instance is the same object each time, since what it reads is made once.
   */
  identify(caller: string): InstanceIdentity | null;
  /** Where access tokens come from; made-up ones, which no service accepts, where this is left out. */
  readonly tokens?: TokenSource;
  /** The clock that tokens go by: milliseconds since 1970. The machine's where this is left out. */
  readonly now?: () => number;
  /** Project-wide custom metadata from the start, as `gcloud compute project-info add-metadata` sets it, by key. */
  readonly projectMetadata?: Readonly<Record<string, string>>;
  /** None where this is left out. */
  readonly faults?: readonly MetadataFault[];
  readonly limits?: Partial<MetadataLimits>;
  /** Once for every request of an instance that `identify` knows, when it has its answer. */
  onRequest?(request: AnsweredRequest): void;
}

/** A request of an instance, and how it was answered. */
export interface AnsweredRequest {
  /** `GAE_INSTANCE` of the one who asked. */
  readonly instance: string;
  readonly method: string;
  /** Path and query, as the instance sent them. */
  readonly url: string;
  /** Whether it said that it means Google's metadata server, by `Metadata-Flavor`. */
  readonly flavored: boolean;
  readonly status: number;
}

/** How long a connection may keep the server waiting before it is closed, and how long a slow server keeps clients. */
export interface MetadataLimits {
  /** From its start to the end of the forwarder's line: 5,000. */
  readonly preambleMs: number;
  /** From a request's first byte to the end of its head, and of its body: 10,000. */
  readonly requestMs: number;
  /** Between two requests: 600,000, longer than client libraries keep a connection. */
  readonly idleMs: number;
  /** How late every answer is with the fault `metadata-slow`: 4,000, longer than Google's libraries wait for the first one. */
  readonly slowMs: number;
}

/** A running metadata server; disposing closes every connection at once. */
export interface MetadataServer extends AsyncDisposable {
  readonly address: Address;
  /**
   * The public keys that its identity tokens are signed with (RFC 7517). Whoever can reach the server reads
   * them at `/flexbuild/v1/jwks.json`, where no `Metadata-Flavor` is asked for. The key is made at the first use.
   */
  jwks(): Promise<JsonWebKeySet>;
  /**
   * Sets a value for all instances, and wakes whoever waits for it. `path` is below `/computeMetadata/v1/`:
   * `project/attributes/KEY`, or `instance/maintenance-event`. Throws FB5210 for another path, FB5211 for a value that
   * Compute Engine would not take there.
   */
  set(path: string, value: string): void;
  /** Takes back what was set, and wakes whoever waits for it. Throws FB5212 where nothing was. */
  delete(path: string): void;
  /** What was set there; null where nothing was. */
  get(path: string): string | null;
}

/** Where tokens come from. What it gives is kept until five minutes before it expires. */
export interface TokenSource {
  /** The service account whose tokens these are, whoever is asked for; null: it takes every account for its own. */
  readonly account: string | null;
  readonly accessToken: (request: TokenRequest) => Promise<AccessToken>;
  /** Null: the server signs them itself, with a key that it publishes. */
  readonly identityToken: ((request: IdentityTokenRequest) => Promise<IdentityToken>) | null;
}

/** Whose token, and for what. */
export interface TokenRequest {
  /** The service account's email address. */
  readonly account: string;
  /** At least one, sorted. */
  readonly scopes: readonly string[];
}

/** Whose token, and for whom. */
export interface IdentityTokenRequest {
  readonly account: string;
  readonly audience: string;
}

/** A token and its end. */
export interface AccessToken {
  readonly value: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** A compact JWT, and its `exp` in milliseconds. */
export type IdentityToken = AccessToken;

/** RFC 7517: the public halves of RSA keys. */
export interface JsonWebKeySet {
  readonly keys: readonly {
    readonly kty: string;
    readonly alg: string;
    readonly use: string;
    readonly kid: string;
    readonly n: string;
    readonly e: string;
  }[];
}
