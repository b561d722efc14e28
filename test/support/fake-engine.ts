import { randomUUID } from 'node:crypto';
import { failure, type Exit, type OutputLine } from '../../src/core/index.ts';
import type {
  Container,
  ContainerFile,
  ContainerSpec,
  ContainerSummary,
  Engine,
  EngineCapabilities,
  FileChange,
  ImageDetails,
  NetworkSummary,
  RegistryAnswer,
} from '../../src/engine/index.ts';
import { carry, fakeImages, type FakeStep } from './fake-images.ts';
import { lineQueue } from './line-queue.ts';

/** What a container runs instead of a program. */
export interface FakeProcess {
  readonly spec: ContainerSpec;
  readonly writeLine: (stream: OutputLine['stream'], text: string) => void;
  /** Tells of a file that is not as the image has it any more. */
  readonly change: (change: FileChange) => void;
  /** Tells that the kernel has killed a part of it for want of memory. */
  readonly starve: () => void;
  /** Resolves when SIGTERM comes. */
  readonly terminated: Promise<void>;
  /** Resolves when it is killed: a program that never ends waits for this. */
  readonly killed: Promise<void>;
}

/** Runs to its exit code. */
export type FakeProgram = (process: FakeProcess) => Promise<number> | number;

export interface FakeEngineOptions {
  readonly capabilities?: Partial<EngineCapabilities>;
  readonly images?: readonly Partial<ImageDetails>[];
  /** The program of a container; without it every container ends at once with 0. */
  readonly program?: (spec: ContainerSpec) => FakeProgram;
  /** What a RUN step of a build does; without it every step succeeds in silence. */
  readonly step?: FakeStep;
  /** What comes of asking any registry; without it none is reached. */
  readonly registry?: RegistryAnswer;
  /** What lies in a container beside the files that it was given. */
  readonly files?: readonly ContainerFile[];
}

const capabilities: EngineCapabilities = {
  name: 'docker',
  version: '0.0-fake',
  apiVersion: '1.41',
  endpoint: { url: 'memory:', from: 'test' },
  platform: 'linux/amd64',
  cpus: 4,
  memoryBytes: 8 * 2 ** 30,
  limits: { cpu: true, memory: true },
  dataFolder: null,
  buildkit: true,
  linkLocalAddresses: true,
  hostAddress: '127.0.0.1',
};

/** An engine in memory: it keeps the contract of `Engine`, and runs functions instead of programs. */
export function fakeEngine(options: FakeEngineOptions = {}): Engine {
  const containers = new Map<string, FakeContainer>();
  const networks = new Map<string, NetworkSummary>();
  const images = fakeImages(options);
  const remove = async (id: string): Promise<void> => {
    await containers.get(id)?.container[Symbol.asyncDispose]();
  };
  return {
    capabilities: { ...capabilities, ...options.capabilities },
    images,
    containers: {
      async start(spec, job) {
        job.signal.throwIfAborted();
        if ((await images.inspect(spec.image)) === null) throw noImage(spec.image);
        const started = fakeContainer({ spec, program: options.program?.(spec) ?? (() => 0) });
        containers.set(started.container.id, started);
        void started.gone.then(() => containers.delete(started.container.id));
        return started.container;
      },
      list: (wanted) =>
        Promise.resolve([...containers.values()].map(({ summary }) => summary()).filter(carry(wanted))),
      remove,
      changes: (id) => Promise.resolve([...(containers.get(id)?.changes ?? [])]),
      ranOutOfMemory: (id) => Promise.resolve(containers.get(id)?.starved() ?? false),
      async *files(id, path) {
        await Promise.resolve();
        const started = containers.get(id);
        if (started === undefined) return;
        const all = [...(options.files ?? []), ...started.files];
        yield* all.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
      },
    },
    networks: {
      create({ name, labels }) {
        const network = { id: randomUUID(), name, labels, gateway: '10.99.0.1' };
        networks.set(network.id, network);
        return Promise.resolve(network);
      },
      list: (wanted) => Promise.resolve([...networks.values()].filter(carry(wanted))),
      remove: (id) => Promise.resolve(void networks.delete(id)),
    },
    registries: {
      ask: () => Promise.resolve(options.registry ?? { kind: 'not-reached', reason: 'there is no network' }),
    },
    async [Symbol.asyncDispose]() {
      for (const id of containers.keys()) await remove(id);
    },
  };
}

function noImage(reference: string): Error {
  return failure({
    code: 'FB4007',
    message: `the engine could not start a container of ${reference}: No such image`,
  });
}

interface FakeContainer {
  readonly container: Container;
  readonly summary: () => ContainerSummary;
  readonly gone: Promise<void>;
  readonly changes: readonly FileChange[];
  readonly starved: () => boolean;
  readonly files: readonly ContainerFile[];
}

function fakeContainer({
  spec,
  program,
}: {
  readonly spec: ContainerSpec;
  readonly program: FakeProgram;
}): FakeContainer {
  const id = randomUUID();
  const lines = lineQueue();
  const changes: FileChange[] = [];
  let starved = false;
  const [terminated, killed, gone] = [promised(), promised(), promised()];
  let running = true;
  const writeLine: FakeProcess['writeLine'] = (stream, text) => lines.push({ stream, text });
  const change: FakeProcess['change'] = (made) => void changes.push(made);
  const starve = () => void (starved = true);
  const process = { spec, writeLine, change, starve, terminated: terminated.promise, killed: killed.promise };
  const ended = Promise.resolve().then(() => program(process));
  const exited: Promise<Exit> = Promise.race([ended, killed.promise.then(() => 137)]).then((code) => {
    running = false;
    lines.end();
    return { code, outOfMemory: false };
  });
  const container: Container = {
    id,
    exited,
    address(port) {
      if (spec.publish.includes(port)) return { host: '127.0.0.1', port };
      throw failure({ code: 'FB9001', message: `port ${port} of the container was not published` });
    },
    output: () => lines.read(),
    async stop({ graceMs }) {
      terminated.resolve();
      // Timers of Node may end a part of a millisecond early.
      const timer = setTimeout(killed.resolve, graceMs + 1);
      const exit = await exited;
      clearTimeout(timer);
      return exit;
    },
    async [Symbol.asyncDispose]() {
      killed.resolve();
      await exited;
      gone.resolve();
      await gone.promise;
    },
  };
  const summary = (): ContainerSummary => ({ id, name: spec.name ?? id, labels: spec.labels, running });
  return {
    container,
    summary,
    gone: gone.promise,
    changes,
    starved: () => starved,
    files: spec.files.map(givenFile),
  };
}

function givenFile({ path, content, mode }: ContainerSpec['files'][number]): ContainerFile {
  return {
    kind: 'file',
    path,
    mode,
    uid: 0,
    gid: 0,
    modifiedMs: 0,
    size: content.length,
    content: () => content,
  };
}

function promised(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { promise, resolve: () => resolve(undefined) };
}
