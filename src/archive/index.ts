export { ociArchive } from './oci.ts';
export { normaliseTar } from './normalise-tar.ts';
export { packTar } from './pack-tar.ts';
export { readTar } from './read-tar.ts';
export type { ArchiveEntry, OciConfig, OciImage, OciLayer, OwnedEntry } from './types.ts';
