import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { packTar, readTar } from '../../src/archive/index.ts';
import { failure, sha256, type Job, type Labels, type OutputLine } from '../../src/core/index.ts';
import type { BuildRequest, ImageDetails, Images } from '../../src/engine/index.ts';
// The fake throws what the engine throws, cause included.
import { buildFailed } from '../../src/engine/build-failure.ts';

/** What a RUN step does: its lines and its exit code; it may wait for the signal. */
export type FakeStep = (
  command: string,
  build: { readonly request: BuildRequest; readonly signal: AbortSignal },
) => Promise<FakeStepResult> | FakeStepResult;

export interface FakeStepResult {
  readonly code: number;
  readonly lines: readonly OutputLine[];
}

interface Options {
  readonly images?: readonly Partial<ImageDetails>[];
  readonly step?: FakeStep;
}

const known = new Set([
  'FROM',
  'RUN',
  'COPY',
  'ENV',
  'ARG',
  'WORKDIR',
  'USER',
  'LABEL',
  'EXPOSE',
  'CMD',
  'ENTRYPOINT',
]);

/** Images in memory, by id; builds read the Dockerfile of their context, one instruction a line. */
export function fakeImages({ images: given = [], step = () => ({ code: 0, lines: [] }) }: Options): Images {
  const images = new Map<string, ImageDetails>();
  const cache = new Set<string>();
  const add = (parts: Partial<ImageDetails>): ImageDetails => {
    const image = imageOf(parts);
    images.set(image.id, image);
    return image;
  };
  given.forEach(add);
  const find = (reference: string): ImageDetails | null =>
    [...images.values()].find(({ id, tags }) => id === reference || tags.includes(withTag(reference))) ??
    null;
  return {
    list: (wanted) => Promise.resolve([...images.values()].filter(carry(wanted))),
    inspect: (reference) => Promise.resolve(find(reference)),
    async build(request, job) {
      const files = await filesOf(archiveOf(request.context));
      await runSteps({ dockerfile: files.get(request.dockerfile) ?? '', request, job, cache, step, find });
      job.signal.throwIfAborted();
      return add({
        id: `sha256:${sha256(JSON.stringify([...files]))}`,
        tags: request.tags,
        labels: request.labels,
      });
    },
    async load(archive) {
      const files = await filesOf(archive);
      const [manifest] = JSON.parse(files.get('manifest.json') ?? '[]') as {
        Config: string;
        RepoTags: string[];
      }[];
      const config = JSON.parse(files.get(manifest?.Config ?? '') ?? '{}') as {
        config?: { Labels?: Record<string, string> };
      };
      add({ tags: manifest?.RepoTags ?? [], labels: config.config?.Labels ?? {} });
    },
    pull: (reference) => Promise.resolve(find(reference) !== null),
    remove(reference) {
      const image = find(reference);
      if (image) images.delete(image.id);
      return Promise.resolve();
    },
  };
}

/** Whether a thing carries all of `wanted`. */
export function carry(wanted: Labels): (thing: { readonly labels: Labels }) => boolean {
  return ({ labels }) => Object.entries(wanted).every(([name, value]) => labels[name] === value);
}

function imageOf(parts: Partial<ImageDetails>): ImageDetails {
  return {
    id: `sha256:${sha256(JSON.stringify(parts))}`,
    tags: [],
    labels: {},
    createdMs: 0,
    sizeBytes: 1,
    platform: 'linux/amd64',
    layers: [],
    command: [],
    entrypoint: [],
    user: '',
    workingFolder: '',
    env: [],
    ...parts,
  };
}

function withTag(reference: string): string {
  return /:[^/]*$/.test(reference) ? reference : `${reference}:latest`;
}

function archiveOf(context: BuildRequest['context']): Readable {
  if (context instanceof Readable) return context;
  const { path, text: dockerfile } = context.dockerfile;
  const content = Buffer.from(dockerfile);
  const built = {
    kind: 'file',
    path,
    mode: 0o644,
    modifiedMs: 0,
    size: content.length,
    content: () => content,
  } as const;
  return packTar([...context.entries.filter((entry) => entry.path !== path), built]);
}

async function filesOf(archive: AsyncIterable<Uint8Array>): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for await (const entry of readTar(archive)) {
    if (entry.kind !== 'file') continue;
    const content = entry.content();
    files.set(
      entry.path,
      content instanceof Uint8Array ? Buffer.from(content).toString() : await text(content),
    );
  }
  return files;
}

async function runSteps({
  dockerfile,
  request,
  job,
  cache,
  step,
  find,
}: {
  readonly dockerfile: string;
  readonly request: BuildRequest;
  readonly job: Job;
  readonly cache: Set<string>;
  readonly step: FakeStep;
  readonly find: (reference: string) => ImageDetails | null;
}): Promise<void> {
  const instructions = dockerfile.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  if (request.builder === 'classic' && Object.keys(request.secrets).length > 0) {
    throw failure({
      code: 'FB4011',
      message: 'the fake cannot give secrets to build steps with its classic builder',
    });
  }
  let before = '';
  for (const [index, instruction] of instructions.entries()) {
    const [keyword = '', argument = ''] = /^(\S+)\s*(.*)$/.exec(instruction)?.slice(1) ?? [];
    const failed = (parts: {
      exitCode?: number;
      line?: number;
      output?: readonly OutputLine[];
      message: string;
    }): Error => buildFailed({ instruction, exitCode: null, line: null, output: [], ...parts });
    const line = index + 1;
    if (!known.has(keyword))
      throw failed({ message: `dockerfile parse error line ${line}: unknown instruction`, line });
    if (keyword === 'FROM' && find(argument) === null) throw failed({ message: 'pull access denied' });
    before += `${instruction}\n`;
    const id = sha256(before);
    const name = `[${index + 1}/${instructions.length}] ${instruction}`;
    if (cache.has(id) && !request.noCache) {
      job.notify({ kind: 'build-step', id, name, state: 'cached', durationMs: null });
      continue;
    }
    job.notify({ kind: 'build-step', id, name, state: 'started', durationMs: null });
    const { code, lines } =
      keyword === 'RUN' ? await step(argument, { request, signal: job.signal }) : { code: 0, lines: [] };
    job.signal.throwIfAborted();
    for (const line of lines) job.notify({ kind: 'build-output', id, line });
    job.notify({ kind: 'build-step', id, name, state: code === 0 ? 'done' : 'failed', durationMs: 1 });
    if (code !== 0) throw failed({ exitCode: code, output: lines, message: `exit code: ${code}` });
    cache.add(id);
  }
}
