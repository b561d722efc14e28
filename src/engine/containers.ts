import type { Readable } from 'node:stream';
import { packTar } from '../archive/index.ts';
import type { Job, Labels } from '../core/index.ts';
import type { Client } from './client.ts';
import { changesOf, filesIn } from './container-files.ts';
import { createOptions, endpointSettings, type Publishing } from './container-request.ts';
import { isConflict, isNotFound, mapEngineError } from './errors.ts';
import { labelFilter } from './label-filter.ts';
import { ranOutOfMemory } from './out-of-memory.ts';
import { runningContainer } from './running-container.ts';
import type { Container, Containers, ContainerSpec, ContainerSummary } from './types.ts';

/** The containers of the engine behind `client`. */
export function containersOn(client: Client, publishing: Publishing): Containers {
  return {
    start: (spec, job) => startContainer({ client, publishing, spec, job }),
    list: (labels) => listContainers(client, labels),
    remove: (id) => removeContainer(client, id),
    ranOutOfMemory: (id) => ranOutOfMemory(client, id),
    changes: (id) => changesOf(client, id),
    files: (id, path) => filesIn(client, id, path),
  };
}

async function startContainer({
  client,
  publishing,
  spec,
  job,
}: {
  readonly client: Client;
  readonly publishing: Publishing;
  readonly spec: ContainerSpec;
  readonly job: Job;
}): Promise<Container> {
  const { signal } = job;
  signal.throwIfAborted();
  let id: string | null = null;
  try {
    // No signal here: a request that is cut off may have made a container that nobody would know.
    const created = await client.createContainer(createOptions(spec, publishing));
    id = created.id;
    signal.throwIfAborted();
    for (const attachment of spec.networks.slice(1)) {
      const request = { Container: id, EndpointConfig: endpointSettings(attachment) };
      await client.getNetwork(attachment.network).connect(request);
    }
    if (spec.files.length > 0)
      await created.putArchive(filesArchive(spec.files), { path: '/', abortSignal: signal });
    // Before the start, or the first lines would be lost.
    const stream = await created.attach({ stream: true, stdout: true, stderr: true });
    await created.start({ abortSignal: signal });
    const remove = (): Promise<void> => removeContainer(client, created.id);
    return await runningContainer({
      container: created,
      stream: stream as unknown as Readable,
      spec,
      publishing,
      remove,
    });
  } catch (cause) {
    if (id !== null) await removeContainer(client, id);
    signal.throwIfAborted();
    throw mapEngineError(cause, `start a container of ${spec.image}`);
  }
}

function filesArchive(files: ContainerSpec['files']): Readable {
  const modifiedMs = Date.now();
  return packTar(
    files.map(({ path, content, mode }) => ({
      kind: 'file' as const,
      path: path.replace(/^\/+/, ''),
      mode,
      modifiedMs,
      size: content.length,
      content: () => content,
    })),
  );
}

async function listContainers(client: Client, labels: Labels): Promise<readonly ContainerSummary[]> {
  try {
    const found = await client.listContainers({ all: true, filters: labelFilter(labels) });
    return found.map(({ Id, Names, Labels, State }) => ({
      id: Id,
      name: (Names[0] ?? '').replace(/^\//, ''),
      labels: Labels,
      running: State === 'running',
    }));
  } catch (cause) {
    throw mapEngineError(cause, 'list its containers');
  }
}

async function removeContainer(client: Client, id: string): Promise<void> {
  const container = client.getContainer(id);
  try {
    await container.remove({ force: true, v: true });
  } catch (cause) {
    if (isNotFound(cause)) return;
    if (!isConflict(cause)) throw mapEngineError(cause, `remove the container ${id}`);
    // Someone else is removing it: done when they are.
    await container.wait({ condition: 'removed' }).catch((waiting: unknown) => {
      if (!isNotFound(waiting)) throw mapEngineError(waiting, `remove the container ${id}`);
    });
  }
}
