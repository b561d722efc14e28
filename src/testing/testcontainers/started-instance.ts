import type { WaitStrategy } from 'testcontainers';
import {
  outputLines,
  type Address,
  type Exit,
  type InstanceIdentity,
  type OutputLine,
  type StartedInstance,
} from '../../index.ts';

/** A container as testcontainers hands it to whoever waits for it. */
export type RawContainer = Parameters<WaitStrategy['waitUntilReady']>[0];

/** Where an instance is that has ended: nobody answers at port 0. */
export const nowhere: Address = { host: '127.0.0.1', port: 0 };

interface StartedContainer {
  readonly container: RawContainer;
  readonly identity: InstanceIdentity;
  readonly address: Address;
  readonly listen: Address;
  /** What it wrote earlier is of another start. */
  readonly since: Date | null;
}

/** The instance that a container is which testcontainers has started. How it ends is no longer asked once `signal` aborts. */
export function startedInstance(
  { container, since, ...known }: StartedContainer,
  signal: AbortSignal,
): StartedInstance {
  const exited = exitOf(container, signal);
  // Whoever waits gets the error; nobody has to.
  exited.catch(() => undefined);
  return { ...known, exited, output: () => outputOf(container, since) };
}

async function exitOf(container: RawContainer, abortSignal: AbortSignal): Promise<Exit> {
  const { StatusCode: code } = (await container.wait({ abortSignal })) as { readonly StatusCode: number };
  const { State: state } = await container.inspect();
  // Engines on cgroup v1 do not always learn that the kernel killed it, and nobody else kills what is only starting.
  return { code, outOfMemory: state.OOMKilled || code === 137 };
}

async function* outputOf(container: RawContainer, since: Date | null): AsyncGenerator<OutputLine> {
  const sinceSec = since === null ? 0 : since.getTime() / 1000;
  const output = await container.logs({ follow: true, stdout: true, stderr: true, since: sinceSec });
  yield* outputLines(output as AsyncIterable<Buffer>);
}
