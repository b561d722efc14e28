import type { Readable } from 'node:stream';
import { sha256, sortedByKey } from '../core/index.ts';
import { packTar } from './pack-tar.ts';
import type { ArchiveEntry, OciConfig, OciImage, OciLayer } from './types.ts';

// https://github.com/opencontainers/image-spec/blob/main/media-types.md
const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar',
} as const;

/**
 * The image as an archive that `docker load` takes on every engine: an OCI layout for those with the containerd store,
 * and `manifest.json` for the others. The same image gives the same bytes everywhere.
 */
export function ociArchive(image: OciImage): Readable {
  const config = jsonBlob(configOf(image));
  const manifest = jsonBlob({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: { mediaType: mediaTypes.config, digest: `sha256:${config.digest}`, size: config.bytes.length },
    layers: image.layers.map(({ digest, size }) => ({
      mediaType: mediaTypes.layer,
      digest: `sha256:${digest}`,
      size,
    })),
  });
  const dockerManifest = {
    Config: blobPath(config.digest),
    RepoTags: image.tags,
    Layers: image.layers.map(({ digest }) => blobPath(digest)),
  };
  return packTar([
    // Engines read the small files first and the layers as they come.
    smallFile('oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' })),
    smallFile('index.json', JSON.stringify(indexOf({ image, manifest }))),
    smallFile('manifest.json', JSON.stringify([dockerManifest])),
    smallFile(blobPath(config.digest), config.bytes),
    smallFile(blobPath(manifest.digest), manifest.bytes),
    ...image.layers.flatMap(layerFile),
  ]);
}

interface Blob {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

function jsonBlob(data: unknown): Blob {
  const bytes = Buffer.from(JSON.stringify(data));
  return { bytes, digest: sha256(bytes) };
}

function configOf({ layers, config }: OciImage): unknown {
  const created = new Date(config.createdMs).toISOString();
  return {
    created,
    architecture: config.architecture,
    os: 'linux',
    config: { Env: envList(config), Cmd: config.command, Labels: sortedByKey(config.labels) },
    rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => `sha256:${digest}`) },
    history: layers.map(() => ({ created, created_by: config.createdBy })),
  };
}

function envList({ env }: OciConfig): readonly string[] {
  return Object.entries(sortedByKey(env)).map(([name, value]) => `${name}=${value}`);
}

function blobPath(digest: string): string {
  return `blobs/sha256/${digest}`;
}

function indexOf({ image, manifest }: { readonly image: OciImage; readonly manifest: Blob }): unknown {
  const descriptor = {
    mediaType: mediaTypes.manifest,
    digest: `sha256:${manifest.digest}`,
    size: manifest.bytes.length,
  };
  return {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: image.tags.map((tag) => ({ ...descriptor, annotations: annotationsOf(tag) })),
  };
}

/** containerd names the loaded image by its full reference, others by the tag alone. */
function annotationsOf(tag: string): Readonly<Record<string, string>> {
  const name = tag.includes('/') ? tag : `library/${tag}`;
  return {
    'io.containerd.image.name': `docker.io/${name}`,
    'org.opencontainers.image.ref.name': tag.slice(tag.lastIndexOf(':') + 1),
  };
}

function smallFile(path: string, content: string | Uint8Array): ArchiveEntry {
  const bytes = Buffer.from(content);
  return { kind: 'file', path, mode: 0o644, modifiedMs: 0, size: bytes.length, content: () => bytes };
}

function layerFile({ digest, size, content }: OciLayer): readonly ArchiveEntry[] {
  if (content === null) return [];
  return [{ kind: 'file', path: blobPath(digest), mode: 0o644, modifiedMs: 0, size, content }];
}
