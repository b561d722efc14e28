import type { Readable } from 'node:stream';
import type { ArchiveEntry } from '../archive/index.ts';
import type { Address, Diagnostic } from '../core/index.ts';
import type { SourceEntry } from '../source/index.ts';

/** What does not go to the engine: .gcloudignore or skip_files, and then .dockerignore. */
export interface IgnoreRules {
  /** Whether a file, folder or link is left out; what is in a folder that is left out can still be let in. */
  leavesOut(entry: Pick<SourceEntry, 'path' | 'kind'>): boolean;
  /** Whether a folder can be passed over whole: nothing in it is let in. */
  passesOver(folder: string): boolean;
  /** The files and keys the rules came from, for people: `.dockerignore`, `skip_files`. */
  readonly from: readonly string[];
}

/** Everything an image is built from, ready to be sent. */
export interface BuildContext {
  /** Path to the SHA-256 of what is there (content, mode, link target): why a rebuild happens is the difference of two of these. */
  readonly digests: Readonly<Record<string, string>>;
  readonly files: number;
  readonly bytes: number;
  /**
   * What `COPY . /` copies, in code-unit order of the paths: the Dockerfile is among them as it is on disk, if the rules
   * let it. For a builder that takes the Dockerfile apart from the files.
   */
  readonly entries: readonly ArchiveEntry[];
  /** The Dockerfile as the engine gets it. */
  readonly dockerfile: { readonly path: string; readonly text: string } | null;
  /**
   * A tar stream of the entries, in code-unit order of their paths, with the Dockerfile as the engine gets it and
   * .dockerignore always in it: the engine itself leaves them out of what it copies where .dockerignore says so.
   */
  pack(): Readable;
}

/** How containers get to this machine. */
export interface Reachability {
  /** The name by which containers know it: `host.docker.internal`; podman has one of its own. */
  readonly hostGatewayName: string;
  /** Its address for containers that share its kernel; null where a virtual machine lies between, which passes on what is sent to `hostGatewayName`. */
  readonly hostAddress: string | null;
  /** Whether something listens there. */
  readonly reaches?: (address: Address) => Promise<boolean>;
}

/** A Dockerfile as the engine gets it; line numbers are those of the file on disk. */
export interface PreparedDockerfile {
  readonly text: string;
  /** BuildKit secrets, by id. */
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly extraHosts: readonly string[];
  /** What could not be passed on, and why. */
  readonly diagnostics: readonly Diagnostic[];
}
