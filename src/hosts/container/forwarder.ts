import { failure, formatAddress, labels, packageFile, type Address, type Job } from '../../core/index.ts';
import type { Container, ContainerSpec, Engine } from '../../engine/index.ts';
import { gatewayName } from './gateway.ts';

/** Where forwarders lead, and what they are made of. */
export interface ForwarderSource {
  readonly engine: Engine;
  /** With python3. */
  readonly image: string;
  readonly server: { readonly address: Address; readonly secret: string };
}

/** Its place among the engine's containers. */
export type ForwarderPlace = Pick<
  ContainerSpec,
  'name' | 'networks' | 'publish' | 'extraHosts' | 'env' | 'labels'
> & {
  readonly capabilities: readonly string[];
};

/** A forwarder that listens. */
export interface Forwarder {
  readonly container: Container;
  /** Within the networks that it is in. */
  readonly address: Address;
}

const program = 'templates/metadata-forwarder/forward.py';

/** Starts a container that takes connections to the metadata server. Throws FB5301 where it ends before it listens. */
export async function startForwarder(
  { engine, image, server }: ForwarderSource,
  place: ForwarderPlace,
  job: Job,
): Promise<Forwarder> {
  const container = await engine.containers.start(
    {
      ...place,
      image,
      command: [],
      entrypoint: ['python3', '-u', '/flexbuild/forward.py'],
      env: {
        FLEXBUILD_METADATA_UPSTREAM: formatAddress(upstreamOf(engine, server.address)),
        FLEXBUILD_METADATA_SECRET: server.secret,
        ...place.env,
      },
      labels: { ...place.labels, [labels.role]: 'metadata' },
      sharesNetworkOf: null,
      limits: { cpus: null, memoryBytes: null },
      volumes: [],
      tmpfs: {},
      files: [
        {
          path: '/flexbuild/forward.py',
          content: Buffer.from(packageFile(program)),
          mode: 0o444,
        },
      ],
    },
    job,
  );
  return { container, address: await listeningAddress(container, job.signal) };
}

/** A virtual machine between us and the containers forwards its own name for us to our 127.0.0.1. */
function upstreamOf(engine: Engine, server: Address): Address {
  const { capabilities } = engine;
  return capabilities.hostAddress === null ? { host: gatewayName(capabilities), port: server.port } : server;
}

/** The forwarder writes `ready IPV4:PORT` once it listens; whatever else it writes is the reason why it could not. */
async function listeningAddress(container: Container, signal: AbortSignal): Promise<Address> {
  // Ends the output, and with it the wait.
  const end = () => void container[Symbol.asyncDispose]();
  signal.addEventListener('abort', end);
  const lines: string[] = [];
  try {
    for await (const line of container.output()) {
      const [, host, port] = /^ready ([\d.]+):(\d+)$/.exec(line.text) ?? [];
      if (host !== undefined) return { host, port: Number(port) };
      lines.push(line.text);
    }
  } finally {
    signal.removeEventListener('abort', end);
  }
  await container[Symbol.asyncDispose]();
  signal.throwIfAborted();
  throw failure({
    code: 'FB5301',
    message: 'the container that forwards to the metadata server ended before it listened',
    hint: 'Read its last lines, and check with `docker run` that containers start on this engine.',
    detail: lines.slice(-20),
  });
}
