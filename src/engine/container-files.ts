import { posix } from 'node:path';
import { readTar } from '../archive/index.ts';
import type { Client } from './client.ts';
import { isNotFound, mapEngineError } from './errors.ts';
import type { ContainerFile, FileChange } from './types.ts';

/** https://docs.docker.com/reference/api/engine/ (ContainerChanges) */
const kinds = ['changed', 'added', 'deleted'] as const;

/** What of a container's file system is not as its image has it. */
export async function changesOf(client: Client, id: string): Promise<readonly FileChange[]> {
  try {
    // Null where there are none.
    const found = (await client.getContainer(id).changes()) as
      readonly { readonly Kind: 0 | 1 | 2; readonly Path: string }[] | null;
    return (found ?? []).map(({ Kind, Path }) => ({ kind: kinds[Kind], path: Path }));
  } catch (cause) {
    throw mapEngineError(cause, `say what the container ${id} has changed`);
  }
}

/** What lies at `path` in a container, a folder with all below it. */
export async function* filesIn(client: Client, id: string, path: string): AsyncGenerator<ContainerFile> {
  const archive = await archiveOf(client, id, path);
  if (archive === null) return;
  // The archive's names begin with the last part of the path.
  const above = posix.dirname(path);
  for await (const entry of readTar(archive)) yield { ...entry, path: posix.join(above, entry.path) };
}

async function archiveOf(
  client: Client,
  id: string,
  path: string,
): Promise<AsyncIterable<Uint8Array> | null> {
  try {
    return (await client.getContainer(id).getArchive({ path })) as unknown as AsyncIterable<Uint8Array>;
  } catch (cause) {
    if (isNotFound(cause)) return null;
    throw mapEngineError(cause, `read ${path} in the container ${id}`);
  }
}
