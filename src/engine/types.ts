import type { Readable } from 'node:stream';
import type { OwnedEntry } from '../archive/index.ts';
import type { BuildFiles } from './file-sync.ts';
import type { Address, Exit, Job, Labels, OutputLine } from '../core/index.ts';

/** What we need of a container engine, and no more. Nothing here knows App Engine. */
export interface Engine extends AsyncDisposable {
  readonly images: Images;
  readonly containers: Containers;
  readonly networks: Networks;
  readonly registries: Registries;
  readonly capabilities: EngineCapabilities;
}

/** What an engine is, and what it can; asked once, when it is connected. */
export interface EngineCapabilities {
  readonly name: 'docker' | 'podman';
  readonly version: string;
  /** Of the API that it speaks: `1.41`. */
  readonly apiVersion: string;
  /** Where it answers, and how that was found: `unix:///var/run/docker.sock`, `DOCKER_HOST`. */
  readonly endpoint: { readonly url: string; readonly from: string };
  /** `linux/amd64`. */
  readonly platform: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Whether containers are held to limits: the kernel's control groups are there. */
  readonly limits: { readonly cpu: boolean; readonly memory: boolean };
  /** Where images are kept, on the machine that the engine runs on; null where it does not say. */
  readonly dataFolder: string | null;
  /** Build secrets and cache mounts. */
  readonly buildkit: boolean;
  /** Containers can be given addresses in 169.254/16. */
  readonly linkLocalAddresses: boolean;
  /** The address of this machine that containers reach, where they share its kernel; null where a virtual machine lies between (then `127.0.0.1` is reached as host.docker.internal). */
  readonly hostAddress: string | null;
}

/** An engine's images. What the engine refuses is thrown as FB40xx. */
export interface Images {
  /** Images that carry all of `labels`. */
  list(labels: Labels): Promise<readonly ImageDetails[]>;
  /** Null where the engine has none. */
  inspect(reference: string): Promise<ImageDetails | null>;
  /** Builds from a context archive; a failed step throws FB3101 with its output. */
  build(request: BuildRequest, job: Job): Promise<ImageDetails>;
  /** Loads an archive as `docker save` or an OCI layout has it. */
  load(archive: Readable, job: Job): Promise<void>;
  /** Pulls from a registry; false where it has no such image or does not answer within `timeoutMs`. A null platform is the engine's own. */
  pull(
    reference: string,
    options: { readonly timeoutMs: number; readonly platform: string | null },
    job: Job,
  ): Promise<boolean>;
  /** Removes a reference or an image; nothing happens where there is none. */
  remove(reference: string): Promise<void>;
}

/** An image that the engine has. */
export interface ImageDetails {
  /** The engine's own handle; differs between engines for equal images, so never an identity. */
  readonly id: string;
  readonly tags: readonly string[];
  readonly labels: Labels;
  readonly createdMs: number;
  readonly sizeBytes: number;
  readonly platform: string;
  /** `sha256:…` of each unpacked layer, the lowest first: with the fields below they are the image's identity on every engine. */
  readonly layers: readonly string[];
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  readonly user: string;
  /** Where its command starts; empty: `/`. */
  readonly workingFolder: string;
  readonly env: readonly string[];
}

/** One image to build. */
export interface BuildRequest {
  /**
   * The context: a tar stream in which `dockerfile` is a path, or, for BuildKit, files with the Dockerfile apart from
   * them, so that what `COPY` sees is what is on disk and the Dockerfile that is built leaves no trace.
   */
  readonly context: Readable | BuildFiles;
  readonly dockerfile: string;
  readonly tags: readonly string[];
  readonly labels: Labels;
  readonly buildArgs: Readonly<Record<string, string>>;
  readonly platform: string | null;
  readonly noCache: boolean;
  readonly builder: 'buildkit' | 'classic';
  /** By id, for `RUN --mount=type=secret`; BuildKit alone. */
  readonly secrets: Readonly<Record<string, Uint8Array>>;
  /** `HOST:IP` or `HOST:host-gateway`. */
  readonly extraHosts: readonly string[];
}

/** An engine's containers. What the engine refuses is thrown as FB40xx. */
export interface Containers {
  /** Creates, attaches to and starts; where the start fails, nothing is left. */
  start(spec: ContainerSpec, job: Job): Promise<Container>;
  /** Containers in any state that carry all of `labels`. */
  list(labels: Labels): Promise<readonly ContainerSummary[]>;
  /** Kills and removes; nothing happens where there is none. */
  remove(id: string): Promise<void>;
  /** What of its file system is not as its image has it. */
  changes(id: string): Promise<readonly FileChange[]>;
  /** Whether the kernel has killed any of its processes so far because it needs more memory than it has. */
  ranOutOfMemory(id: string): Promise<boolean>;
  /** What lies at a path in it, a folder with all below it; nothing where there is no such path or container. */
  files(id: string, path: string): AsyncIterable<ContainerFile>;
}

/** A file or folder of a container that is not as its image has it. */
export interface FileChange {
  /** A folder has changed where anything in it has. */
  readonly kind: 'added' | 'changed' | 'deleted';
  /** Absolute. */
  readonly path: string;
}

/** A file, folder or symbolic link in a container; its path is absolute. */
export type ContainerFile = OwnedEntry;

/** A container to start. */
export interface ContainerSpec {
  readonly name: string | null;
  readonly image: string;
  /** Null: the image's own. */
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Labels;
  readonly networks: readonly NetworkAttachment[];
  /** The id of a container whose network this one shares, with all networks, names and ports: it has none of its own. */
  readonly sharesNetworkOf: string | null;
  /** TCP ports of the container, published on free ports of 127.0.0.1. */
  readonly publish: readonly number[];
  readonly limits: { readonly cpus: number | null; readonly memoryBytes: number | null };
  /** `HOST:IP` or `HOST:host-gateway`. */
  readonly extraHosts: readonly string[];
  /** `SOURCE:TARGET[:ro]`, as `docker run --volume` takes them. */
  readonly volumes: readonly string[];
  /** Path in the container to bytes. */
  readonly tmpfs: Readonly<Record<string, { readonly sizeBytes: number }>>;
  /** Put into the container before it starts. */
  readonly files: readonly { readonly path: string; readonly content: Uint8Array; readonly mode: number }[];
  /** Drop every capability but these; null keeps the engine's own set. */
  readonly capabilities: readonly string[] | null;
}

/** A container's place in a network of the engine. */
export interface NetworkAttachment {
  readonly network: string;
  readonly aliases: readonly string[];
  /** In 169.254/16; not every engine can. */
  readonly linkLocalAddress: string | null;
}

/** A container that has started. There is no type for one that has not. Disposing kills and removes it. */
export interface Container extends AsyncDisposable {
  readonly id: string;
  /** Where a published port of the container is reached from this machine. */
  address(port: number): Address;
  /** Every line from the start on; ends when the container has. One reader. */
  output(): AsyncIterable<OutputLine>;
  readonly exited: Promise<Exit>;
  /** SIGTERM, then SIGKILL after `graceMs`. */
  stop(options: { readonly graceMs: number }): Promise<Exit>;
}

/** A container in any state, as lists have it. */
export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  readonly running: boolean;
}

/** An engine's networks. What the engine refuses is thrown as FB40xx. */
export interface Networks {
  /** A bridge of its own. */
  create(request: { readonly name: string; readonly labels: Labels }): Promise<NetworkSummary>;
  list(labels: Labels): Promise<readonly NetworkSummary[]>;
  /** Nothing happens where there is none. */
  remove(id: string): Promise<void>;
}

/** A network, as lists have it. */
export interface NetworkSummary {
  readonly id: string;
  readonly name: string;
  readonly labels: Labels;
  /** This machine's address in it; null where the engine does not say. */
  readonly gateway: string | null;
}

/** Registries, as the engine reaches them: with its own proxy, certificates and mirrors. */
export interface Registries {
  /** Asks the registry of `reference` about it; pulls nothing. Rejects with the signal's reason on abort. */
  ask(reference: string, signal: AbortSignal): Promise<RegistryAnswer>;
}

/** What came of asking a registry; one that has no such image, or wants a login, is reached as well. */
export type RegistryAnswer =
  | { readonly kind: 'reached' }
  | { readonly kind: 'not-reached'; readonly reason: string }
  /** The engine cannot ask without pulling. */
  | { readonly kind: 'not-asked' };
