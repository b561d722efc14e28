import { createServer, type RequestListener } from 'node:http';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import type { Address, Exit, InstanceIdentity } from '../../src/core/index.ts';
import type { Host, InstanceStart, RunningInstance } from '../../src/hosts/index.ts';
import type { BuildPlan } from '../../src/plan/index.ts';
import { lineQueue } from './line-queue.ts';

/** An instance from the inside: what its app does. */
export interface FakeProcess {
  readonly identity: InstanceIdentity;
  readonly env: Readonly<Record<string, string>>;
  /** How often an instance was started before this one. */
  readonly startsBefore: number;
  /** Connections that were accepted and closed because nobody listened yet. */
  connections(): number;
  /** Fulfils at the first of them. */
  readonly connected: Promise<unknown>;
  /** Answers from now on; until then connections are accepted and closed, as an engine's proxy does. */
  listen(handler: RequestListener): void;
  write(text: string): void;
  exit(code: number): void;
  onSigterm(handler: () => void): void;
}

export interface FakeHost extends Host {
  readonly metadata: { readonly address: Address; readonly secret: string } | null;
  readonly prepared: readonly BuildPlan[];
  /** Instances that have not been disposed. */
  readonly present: ReadonlySet<RunningInstance>;
}

/** A host in this process: instances are HTTP servers that do what `app` does. The caller of metadata is an instance's name. */
export function fakeHost(
  app: (process: FakeProcess) => void | Promise<void>,
  listen: Address = { host: '0.0.0.0', port: 8080 },
): FakeHost {
  const present = new Set<RunningInstance>();
  const prepared: BuildPlan[] = [];
  const known = new Map<string, InstanceIdentity>();
  let metadata: FakeHost['metadata'] = null;
  let starts = 0;
  return {
    kind: 'process',
    present,
    prepared,
    get metadata() {
      return metadata;
    },
    metadataListenAddress: () => ({ host: '127.0.0.1', port: 0 }),
    identify: (caller) => known.get(caller) ?? null,
    connectMetadata(server) {
      metadata = server;
      return Promise.resolve();
    },
    prepare(plan) {
      prepared.push(plan);
      return Promise.resolve({ plan, what: 'fake' });
    },
    async start(_prepared, start, job) {
      job.signal.throwIfAborted();
      if (metadata === null) throw new Error('an instance before its metadata server');
      known.set(start.identity.instance, start.identity);
      const instance = await startFake({
        app,
        start,
        listen,
        startsBefore: starts++,
        gone: (one) => present.delete(one),
      });
      present.add(instance);
      return instance;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...present].map((one) => one[Symbol.asyncDispose]()));
    },
  };
}

async function startFake({
  app,
  start,
  listen,
  startsBefore,
  gone,
}: {
  readonly app: (process: FakeProcess) => void | Promise<void>;
  readonly start: InstanceStart;
  readonly listen: Address;
  readonly startsBefore: number;
  readonly gone: (instance: RunningInstance) => void;
}): Promise<RunningInstance> {
  const exited = Promise.withResolvers<Exit>();
  const connected = Promise.withResolvers<undefined>();
  const output = lineQueue();
  let handler: RequestListener | null = null;
  let connections = 0;
  let sigterm = () => exited.resolve({ code: 143, outOfMemory: false });

  const http = createServer((request, response) => handler?.(request, response));
  const port = createNetServer((socket) => {
    if (handler !== null) return void http.emit('connection', socket);
    connections++;
    connected.resolve(undefined);
    socket.destroy();
  });
  await new Promise<void>((resolve) => port.listen(0, '127.0.0.1', resolve));
  void exited.promise.then(() => {
    output.end();
    port.close();
    http.closeAllConnections();
    handler = null;
  });

  const instance: RunningInstance = {
    identity: start.identity,
    address: { host: '127.0.0.1', port: (port.address() as AddressInfo).port },
    listen,
    output: () => output.read(),
    exited: exited.promise,
    async stop({ graceMs }) {
      sigterm();
      const grace = Promise.withResolvers<null>();
      const timer = setTimeout(() => grace.resolve(null), graceMs);
      const exit = await Promise.race([exited.promise, grace.promise]);
      clearTimeout(timer);
      if (exit !== null) return { ...exit, killed: false };
      exited.resolve({ code: 137, outOfMemory: false });
      return { ...(await exited.promise), killed: true };
    },
    async [Symbol.asyncDispose]() {
      exited.resolve({ code: 137, outOfMemory: false });
      await exited.promise;
      gone(instance);
    },
  };
  await app({
    ...start,
    startsBefore,
    connections: () => connections,
    connected: connected.promise,
    listen: (next) => void (handler = next),
    write: (text) => output.push({ stream: 'stdout', text }),
    exit: (code) => exited.resolve({ code, outOfMemory: false }),
    onSigterm: (next) => void (sigterm = next),
  });
  return instance;
}
