import type { Diagnostic } from './diagnostics.ts';

/** One line that a process wrote. */
export interface OutputLine {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/**
 * Where an instance is in its life; `crashed` is followed by `starting` again. One that is `unready` lives, and gets no
 * requests, since it fails its readiness check.
 */
export type InstanceState = 'starting' | 'ready' | 'unready' | 'stopping' | 'stopped' | 'crashed';

/** One request as the front end saw it; sizes in bytes, times in milliseconds. */
export interface RequestRecord {
  /** Empty, as `url` and `protocol` are, where the client sent nothing that could be read as one. */
  readonly method: string;
  /** Path and query, as the client sent them. */
  readonly url: string;
  /** The host that was asked for, with the port where the client named one. */
  readonly host: string;
  /** `HTTP/1.1`, `HTTP/2`. */
  readonly protocol: string;
  /** It came over TLS. */
  readonly secure: boolean;
  readonly clientAddress: string;
  readonly userAgent: string | null;
  readonly referrer: string | null;
  readonly status: number;
  /** Of the body, as far as it came. */
  readonly requestBytes: number;
  /** Of the body, as far as it went. */
  readonly responseBytes: number;
  /** When its headers had arrived, since 1970. */
  readonly startedAtMs: number;
  readonly latencyMs: number;
  /** 32 hex digits, the first part of X-Cloud-Trace-Context. */
  readonly trace: string;
  readonly instance: string | null;
}

/**
 * What long work reports while it goes on, as data. `flexbuild --format json` prints them one per line,
 * and `src/cli/print/` alone turns them into text.
 */
export type Notice =
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  | {
      readonly kind: 'runtime-detected';
      readonly service: string;
      readonly runtime: string;
      readonly reason: string;
    }
  | { readonly kind: 'file-written'; readonly path: string; readonly directory: string }
  | { readonly kind: 'file-kept'; readonly path: string; readonly reason: string }
  | { readonly kind: 'file-changed'; readonly path: string; readonly change: string }
  | { readonly kind: 'base-chosen'; readonly reference: string; readonly from: string }
  | {
      readonly kind: 'base-progress';
      readonly base: string;
      readonly activity: string;
      readonly fraction: number | null;
    }
  | { readonly kind: 'rebuild-reason'; readonly service: string; readonly reason: string }
  | {
      readonly kind: 'build-step';
      /** Identifies the step within its build. */
      readonly id: string;
      readonly name: string;
      readonly state: 'started' | 'cached' | 'done' | 'failed';
      readonly durationMs: number | null;
    }
  | { readonly kind: 'build-output'; readonly id: string; readonly line: OutputLine }
  | {
      readonly kind: 'image-built';
      readonly service: string;
      readonly image: string;
      readonly durationMs: number;
    }
  | { readonly kind: 'image-current'; readonly service: string; readonly image: string }
  | { readonly kind: 'setting-not-passed-on'; readonly setting: string; readonly reason: string }
  | {
      readonly kind: 'limit-clamped';
      readonly resource: string;
      readonly asked: string;
      readonly given: string;
    }
  | {
      readonly kind: 'instance-state';
      readonly service: string;
      readonly instance: string;
      readonly state: InstanceState;
      readonly detail: string | null;
      /** Of an instance that has ended. */
      readonly exitCode: number | null;
    }
  | {
      readonly kind: 'app-output';
      readonly service: string;
      readonly instance: string;
      readonly line: OutputLine;
    }
  | {
      readonly kind: 'listening';
      readonly what: 'front-end' | 'front-end-tls' | 'metadata';
      readonly url: string;
    }
  /** Nobody trusts it yet; `certificate` is the file that browsers and other clients have to be told to. */
  | { readonly kind: 'authority-made'; readonly certificate: string }
  /** A real token was fetched for the app; the token itself is nobody's to read. */
  | {
      readonly kind: 'token-given';
      readonly what: 'access' | 'identity';
      /** Where the credentials are from: a file, `gcloud`. */
      readonly from: string;
      /** Null: a person's. */
      readonly account: string | null;
      /** Scopes with spaces between them, or an audience. */
      readonly use: string;
      /** Milliseconds since 1970. */
      readonly expiresAtMs: number;
    }
  | {
      readonly kind: 'request';
      readonly record: RequestRecord;
      /** Whose instance answered; null where none did. */
      readonly service: string | null;
      readonly version: string | null;
    }
  /** Its rules decide which service gets a request; nobody has named it where it was `found`. */
  | {
      readonly kind: 'dispatch-followed';
      readonly file: string;
      readonly rules: number;
      readonly found: boolean;
    }
  /** The next run of a job of cron.yaml; times are milliseconds since 1970, and `timezone` is the job's. */
  | {
      readonly kind: 'cron-due';
      readonly url: string;
      readonly timezone: string;
      readonly atMs: number;
    }
  | {
      readonly kind: 'cron-attempt';
      readonly url: string;
      readonly timezone: string;
      readonly endMs: number;
      /** Attempts of the same run before this one. */
      readonly retries: number;
      /** Of the answer; null: there was none. */
      readonly status: number | null;
      /** Null: it has not failed, or has no more attempts. */
      readonly retryAtMs: number | null;
    }
  /** What would have begun then was left out: the run before, or its retries, went on. */
  | {
      readonly kind: 'cron-skipped';
      readonly url: string;
      readonly timezone: string;
      readonly atMs: number;
    }
  /** Something else has to end first. */
  | { readonly kind: 'waiting'; readonly what: string }
  /** Where instances live, and why there. */
  | { readonly kind: 'host-chosen'; readonly host: 'container' | 'process'; readonly reason: string }
  | { readonly kind: 'swept'; readonly what: string; readonly session: string };

/** What long work is given by whoever starts it: where to report, and when to stop. */
export interface Job {
  notify(notice: Notice): void;
  readonly signal: AbortSignal;
}
