import type { Container as DockerContainer, ContainerInspectInfo } from 'dockerode';
import type { Readable } from 'node:stream';
import type { Address, Exit, OutputLine } from '../core/index.ts';
import { failure } from '../core/index.ts';
import type { Publishing } from './container-request.ts';
import { outputLines } from './demultiplex.ts';
import { isConflict, isNotFound, mapEngineError } from './errors.ts';
import type { Container, ContainerSpec } from './types.ts';

interface Started {
  readonly container: DockerContainer;
  /** Attached before the start. */
  readonly stream: Readable;
  readonly spec: ContainerSpec;
  readonly publishing: Publishing;
  remove: () => Promise<void>;
}

/** What the caller holds of a container that was just started. */
export async function runningContainer(started: Started): Promise<Container> {
  const { container, stream, spec, publishing, remove } = started;
  const addresses = publishedAddresses(await container.inspect(), { spec, publishing });
  let killedByUs = false;
  const exited = exitOf({
    container,
    limited: spec.limits.memoryBytes !== null,
    killedByUs: () => killedByUs,
  });
  // Whoever waits gets the error; nobody has to.
  exited.catch(() => undefined);
  let disposed: Promise<void> | null = null;
  const dispose = async (): Promise<void> => {
    killedByUs = true;
    await remove();
    stream.destroy();
  };
  return {
    id: container.id,
    exited,
    address(port) {
      const address = addresses.get(port);
      if (address) return address;
      throw failure({ code: 'FB9001', message: `port ${port} of the container was not published` });
    },
    output: () => linesUntilGone(stream),
    async stop({ graceMs }) {
      await signalled(container, 'SIGTERM');
      if (!(await endsWithin(exited, graceMs))) {
        killedByUs = true;
        await signalled(container, 'SIGKILL');
      }
      return exited;
    },
    [Symbol.asyncDispose]: () => (disposed ??= dispose()),
  };
}

function publishedAddresses(
  { NetworkSettings }: ContainerInspectInfo,
  { spec, publishing }: { readonly spec: ContainerSpec; readonly publishing: Publishing },
): ReadonlyMap<number, Address> {
  const ports = NetworkSettings.Ports as Readonly<Record<string, readonly { HostPort: string }[] | null>>;
  return new Map(
    spec.publish.map((port) => {
      // A container that has already ended has no port any more: nothing listens at port 0 either.
      const published = ports[`${port}/tcp`]?.[0]?.HostPort ?? '0';
      return [port, { host: publishing.host, port: Number(published) }];
    }),
  );
}

async function exitOf({
  container,
  limited,
  killedByUs,
}: {
  readonly container: DockerContainer;
  readonly limited: boolean;
  killedByUs: () => boolean;
}): Promise<Exit> {
  try {
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number };
    const state = await container.inspect().then(
      ({ State }) => State,
      () => null,
    );
    // Engines on cgroup v1 do not always learn that the kernel killed: 137 that nobody asked for, under a limit, is taken for it.
    const outOfMemory = state?.OOMKilled === true || (code === 137 && limited && !killedByUs());
    return { code, outOfMemory };
  } catch (cause) {
    // Removed while it ran, which kills.
    if (isNotFound(cause)) return { code: 137, outOfMemory: false };
    throw mapEngineError(cause, 'wait for the container');
  }
}

/** A connection that breaks off ends the output; what that means, `exited` says. */
async function* linesUntilGone(stream: Readable): AsyncGenerator<OutputLine> {
  const iterator = outputLines(stream)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch(() => null);
      if (next === null || next.done === true) return;
      yield next.value;
    }
  } finally {
    stream.destroy();
  }
}

/** Does nothing where the container has ended. */
async function signalled(container: DockerContainer, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  try {
    await container.kill({ signal });
  } catch (cause) {
    if (!isNotFound(cause) && !isConflict(cause)) throw mapEngineError(cause, 'stop the container');
  }
}

async function endsWithin(exited: Promise<Exit>, ms: number): Promise<boolean> {
  const { promise: timeout, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(false), ms);
  try {
    return await Promise.race([exited.then(() => true), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
