import type { CiSystem } from '../index.ts';

/** Every flag of every command, normalised: what was not given is null, false or empty. */
export interface Options {
  readonly format: 'text' | 'json' | 'github';
  readonly verbose: boolean;
  readonly dockerfile: string | null;
  readonly context: string | null;
  readonly image: string | null;
  readonly substitute: boolean;
  readonly custom: boolean;
  readonly yes: boolean;
  readonly stdout: boolean;
  readonly force: boolean;
  readonly runtime: string | null;
  readonly ci: CiSystem | null;
  readonly config: string | null;
  readonly check: boolean;
  readonly diff: boolean;
  readonly strict: boolean;
  readonly fix: boolean;
  readonly cache: boolean;
  readonly platform: string | null;
  readonly buildArg: readonly string[];
  readonly tag: readonly string[];
  readonly baseImage: string | null;
  readonly port: number;
  /** The port; null: without TLS. */
  readonly https: number | null;
  /** A file, or `-` for stdout. */
  readonly accessLog: string | null;
  readonly limits: readonly string[];
  /** How many processes serve as the front end. */
  readonly workers: number;
  readonly geo: readonly string[];
  readonly detach: boolean;
  /** Null: one of each service, and a notice where app.yaml asks for more. */
  readonly instances: number | null;
  readonly healthChecks: boolean;
  readonly project: string | null;
  readonly env: readonly string[];
  readonly envFile: readonly string[];
  readonly volume: readonly string[];
  readonly network: readonly string[];
  readonly host: 'auto' | 'container' | 'process';
  /** Null: found by the version that the app asks for. */
  readonly python: string | null;
  readonly entrypoint: string | null;
  readonly inPlace: boolean;
  /** As it was written; null: made-up tokens. */
  readonly credentials: string | null;
  readonly metadata: readonly string[];
  readonly metadataFromFile: readonly string[];
  readonly fault: readonly string[];
  readonly file: string | null;
  /** As it was written; null: now. */
  readonly at: string | null;
  readonly count: number;
  /** An app or the id of a session; null: this folder's. */
  readonly session: string | null;
  readonly queue: string;
  readonly data: string | null;
  readonly header: readonly string[];
  readonly method: string;
  readonly name: string | null;
  readonly retryCount: number;
  readonly service: string | null;
  readonly watch: boolean;
  /** The beginning of one, in hex digits. */
  readonly trace: string | null;
  readonly follow: boolean;
  readonly all: boolean;
  readonly update: boolean;
  readonly mirror: readonly string[];
  readonly acceptExpired: boolean;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly list: boolean;
  readonly requests: number;
  readonly junit: string | null;
}

/** A flag as the code names it: `baseImage`. */
export type FlagName = keyof Options;

/** The flags of every command. */
export const commonFlags = ['format', 'verbose'] as const satisfies readonly FlagName[];

/** The flags that say which app, and what of it comes from elsewhere. */
export const projectFlags = [
  'context',
  'dockerfile',
  'image',
  'substitute',
] as const satisfies readonly FlagName[];

/** The flags of every command that may have to build. */
export const buildFlags = [
  'baseImage',
  'buildArg',
  'platform',
  'cache',
  'mirror',
  'acceptExpired',
] as const satisfies readonly FlagName[];

/** The flags of every command that starts instances. */
export const instanceFlags = [
  'project',
  'env',
  'envFile',
  'volume',
  'network',
  'host',
  'python',
  'entrypoint',
  'inPlace',
] as const satisfies readonly FlagName[];

/** The flags of every command that starts a metadata server. */
export const metadataFlags = [
  'credentials',
  'metadata',
  'metadataFromFile',
  'fault',
] as const satisfies readonly FlagName[];
