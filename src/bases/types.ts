import type { NetworkSettings } from '../core/index.ts';
import type { Engine } from '../engine/index.ts';
import type { Base } from '../plan/index.ts';

/** A base image that is on the engine now. */
export interface BaseImage {
  /** What a Dockerfile's FROM takes. */
  readonly reference: string;
  /** The engine's own handle. */
  readonly id: string;
  readonly from: 'option' | 'local' | 'registry' | 'debian';
  /** Equal for equal bases, on every engine: enters the digest of what is built on it. */
  readonly digest: string;
}

export type RegistryBase = Extract<Base, { kind: 'registry' }>;

/** A root file system of Debian packages, installed as on any Debian machine. */
export type DebianBase = Extract<Base, { kind: 'debian' }>;

/**
 * Debian packages that are unpacked and no more: no package's scripts run, and there is neither a shell nor apt unless
 * a package brings it. Made in seconds; for images that run one program.
 */
export interface UnpackedBase {
  readonly kind: 'debian-unpacked';
  readonly suite: string;
  readonly packages: readonly string[];
}

export type BaseCandidate = RegistryBase | DebianBase | UnpackedBase;

/** What a user may set about bases. */
export interface BaseSettings {
  /** Debian mirrors as mmdebstrap takes them, a URL or a `deb …` line each; empty for its own choice. They enter the digest. */
  readonly mirrors: readonly string[];
  /** Take a suite whose Release file has expired. */
  readonly acceptExpired: boolean;
  /** Where the lock files are, by which two processes do not make the same base twice. */
  readonly cacheFolder: string;
  /** How long a registry may take to begin its answer. */
  readonly registryTimeoutMs: number;
}

/** Where bases are made and kept. */
export interface BaseEnvironment {
  readonly engine: Engine;
  readonly network: NetworkSettings;
  /** `linux/arm64`; null for the engine's own. */
  readonly platform: string | null;
  /** What is left out has its default. */
  readonly settings?: Partial<BaseSettings>;
}

/** A base made of Debian packages, as `flexbuild base list` shows it. */
export interface ListedBase {
  readonly reference: string;
  readonly suite: string;
  readonly packages: readonly string[];
  readonly architecture: string;
  readonly mirrors: readonly string[];
  /** When the archive it was made from was last published, in ISO 8601; null where that is not known. */
  readonly archiveDate: string | null;
  readonly sizeBytes: number;
}
