/** One entry of a tar archive; owners are always root, since who packs must not matter. */
export type ArchiveEntry =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly mode: number;
      readonly modifiedMs: number;
      /** Bytes; must be what `content` yields. */
      readonly size: number;
      content(): AsyncIterable<Uint8Array> | Uint8Array;
    }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number; readonly modifiedMs: number }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string; readonly modifiedMs: number };

/** An entry that was read, and whose it is, by their numbers. */
export type OwnedEntry = ArchiveEntry & { readonly uid: number; readonly gid: number };

/** An image that needs no builder: layers that are there already, and what to say of them. */
export interface OciImage {
  /** Lowest first. */
  readonly layers: readonly [OciLayer, ...OciLayer[]];
  readonly config: OciConfig;
  /** `NAME:TAG` each, without a registry. */
  readonly tags: readonly [string, ...string[]];
}

/** A layer: a tar archive, not compressed. */
export interface OciLayer {
  /** SHA-256 of the archive, 64 hex digits. */
  readonly digest: string;
  /** Bytes of the archive. */
  readonly size: number;
  /** The archive's bytes; null leaves them out, which is right only where the engine has the layer already. */
  readonly content: (() => AsyncIterable<Uint8Array>) | null;
}

/** The image's configuration. Equal values give equal digests on every machine. */
export interface OciConfig {
  /** As OCI names them: `amd64`, `arm64`. */
  readonly architecture: string;
  /** The image's own date and its layers'; never the clock's, or digests would differ. */
  readonly createdMs: number;
  /** Must hold PATH: an image made of files alone has none. */
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  /** What `docker history` says made the layers. */
  readonly createdBy: string;
}
