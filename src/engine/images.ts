import type { ImageInspectInfo } from 'dockerode';
import type { Readable } from 'node:stream';
import { FlexbuildError, type DiagnosticCode, type Job, type Labels } from '../core/index.ts';
import { commonEvents, type Progress } from './build-events.ts';
import type { Client } from './client.ts';
import { isNotFound, mapEngineError } from './errors.ts';
import { buildImage } from './image-build.ts';
import { labelFilter } from './label-filter.ts';
import { jsonLines } from './lines.ts';
import type { EngineCapabilities, ImageDetails, Images } from './types.ts';

/** The images of the engine behind `client`. */
export function imagesOn(client: Client, capabilities: EngineCapabilities): Images {
  const inspect = (reference: string): Promise<ImageDetails | null> => inspectImage(client, reference);
  return {
    list: (labels) => listImages(client, labels),
    inspect,
    async build(request, job) {
      const id = await buildImage({ client, capabilities, request, job });
      const details = await inspect(id);
      if (details === null)
        throw mapEngineError(new Error(`no image ${id} after its build`), 'build the image');
      return details;
    },
    load: (archive, job) => loadImage(client, archive, job),
    pull: (reference, options, job) => pullImage({ client, reference, ...options, job }),
    remove: (reference) => removeImage(client, reference),
  };
}

async function listImages(client: Client, labels: Labels): Promise<readonly ImageDetails[]> {
  try {
    // Podman 4 finds no image by two labels: it is asked for one, and the others are looked at here.
    const asked = Object.entries(labels).slice(0, 1);
    const found = await client.listImages({ filters: labelFilter(Object.fromEntries(asked)) });
    const details = await Promise.all(found.map(({ Id }) => inspectImage(client, Id)));
    const wanted = Object.entries(labels);
    return details
      .filter((image) => image !== null)
      .filter((image) => wanted.every(([name, value]) => image.labels[name] === value));
  } catch (cause) {
    throw mapEngineError(cause, 'list its images');
  }
}

async function inspectImage(client: Client, reference: string): Promise<ImageDetails | null> {
  try {
    return detailsOf(await client.getImage(reference).inspect());
  } catch (cause) {
    if (isNotFound(cause)) return null;
    throw mapEngineError(cause, `inspect the image ${reference}`);
  }
}

/** Engines leave out, or make null, what an image does not say. */
type Sparse<T> = { readonly [Key in keyof T]?: T[Key] | null };

function detailsOf(image: ImageInspectInfo): ImageDetails {
  const config: Sparse<ImageInspectInfo['Config']> = (image as Sparse<ImageInspectInfo>).Config ?? {};
  const { RepoTags: tags } = image as Sparse<ImageInspectInfo>;
  const entrypoint = config.Entrypoint ?? [];
  return {
    id: image.Id,
    tags: (tags ?? []).map(familiarName),
    labels: config.Labels ?? {},
    createdMs: Date.parse(image.Created),
    sizeBytes: image.Size,
    platform: `${image.Os}/${image.Architecture}`,
    layers: (image as Sparse<ImageInspectInfo>).RootFS?.Layers ?? [],
    command: config.Cmd ?? [],
    entrypoint: typeof entrypoint === 'string' ? [entrypoint] : entrypoint,
    user: config.User ?? '',
    workingFolder: config.WorkingDir ?? '',
    env: config.Env ?? [],
  };
}

/** Podman writes out what Docker leaves away: https://docs.docker.com/reference/cli/docker/image/tag/#description */
function familiarName(tag: string): string {
  return tag.replace(/^docker\.io\/(?:library\/)?/, '');
}

async function loadImage(client: Client, archive: Readable, { signal }: Job): Promise<void> {
  try {
    await followed(await client.loadImage(archive, { quiet: false, abortSignal: signal }));
    signal.throwIfAborted();
  } catch (cause) {
    archive.destroy();
    signal.throwIfAborted();
    throw mapEngineError(cause, 'load the image');
  }
}

/** Waits for the end of what the engine reports; throws what it reports as an error. */
async function followed(
  progress: NodeJS.ReadableStream,
  onLine: () => void = () => undefined,
): Promise<void> {
  let problem: string | null = null;
  for await (const line of jsonLines(progress as AsyncIterable<Uint8Array>)) {
    onLine();
    for (const event of commonEvents(line as Progress)) if (event.kind === 'error') problem = event.message;
  }
  if (problem !== null) throw new Error(problem);
}

const notTheRegistrysFault: ReadonlySet<DiagnosticCode> = new Set(['FB3104', 'FB4005']);

/** A registry that refuses says so in many words and all of them mean "not from there"; a full disk is another matter. */
async function pullImage({
  client,
  reference,
  timeoutMs,
  platform,
  job,
}: {
  readonly client: Client;
  readonly reference: string;
  readonly timeoutMs: number;
  readonly platform: string | null;
  readonly job: Job;
}): Promise<boolean> {
  const silence = new AbortController();
  // The limit is for the first answer: a large image may take its time.
  const timer = setTimeout(() => silence.abort(), timeoutMs);
  try {
    const abortSignal = AbortSignal.any([job.signal, silence.signal]);
    const progress = await client.createImage({
      fromImage: withTag(reference),
      ...(platform !== null && { platform }),
      abortSignal,
    });
    await followed(progress, () => clearTimeout(timer));
    job.signal.throwIfAborted();
    return true;
  } catch (cause) {
    job.signal.throwIfAborted();
    const mapped = mapEngineError(cause, `pull ${reference}`);
    if (mapped instanceof FlexbuildError && notTheRegistrysFault.has(mapped.diagnostics[0].code))
      throw mapped;
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Without a tag the engine would pull every one there is. */
function withTag(reference: string): string {
  const name = reference.slice(reference.lastIndexOf('/') + 1);
  return name.includes(':') || name.includes('@') ? reference : `${reference}:latest`;
}

async function removeImage(client: Client, reference: string): Promise<void> {
  try {
    // An image with several tags is removed by its id only by force.
    await client.getImage(reference).remove({ force: true });
  } catch (cause) {
    if (!isNotFound(cause)) throw mapEngineError(cause, `remove the image ${reference}`);
  }
}
