import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  failure,
  formatAddress,
  labels,
  packageFolder,
  warning,
  type Address,
  type Diagnostic,
  type Job,
  type Labels,
} from '../../core/index.ts';
import type { Container, Engine, NetworkSummary } from '../../engine/index.ts';
import { gatewayHosts, gatewayName } from './gateway.ts';
import { metadataAddress, metadataNames } from '../metadata-names.ts';

export interface ForwarderRequest {
  readonly engine: Engine;
  readonly image: string;
  readonly server: { readonly address: Address; readonly secret: string };
  readonly network: NetworkSummary;
  readonly sessionLabels: Labels;
}

const program = 'templates/metadata-forwarder/forward.py';

/**
 * Starts the container that takes connections to the metadata server inside the session's network, and returns when it
 * listens. Throws FB5301 where it ends instead.
 */
export async function startForwarder(request: ForwarderRequest, job: Job): Promise<Container> {
  const { engine, image, server, network, sessionLabels } = request;
  const linkLocal = engine.capabilities.linkLocalAddresses;
  if (!linkLocal) job.notify({ kind: 'diagnostic', diagnostic: withoutLinkLocal(engine) });
  const container = await engine.containers.start(
    {
      name: `${network.name}-metadata`,
      image,
      command: [],
      entrypoint: ['python3', '-u', '/flexbuild/forward.py'],
      env: {
        FLEXBUILD_METADATA_UPSTREAM: formatAddress(upstreamOf(engine, server.address)),
        FLEXBUILD_METADATA_SECRET: server.secret,
      },
      labels: { ...sessionLabels, [labels.role]: 'metadata' },
      networks: [
        {
          network: network.name,
          // With an alias, callers that ask the engine's DNS would come from an address that nobody knows.
          aliases: linkLocal ? [] : metadataNames,
          linkLocalAddress: linkLocal ? metadataAddress : null,
        },
      ],
      publish: [],
      limits: { cpus: null, memoryBytes: null },
      extraHosts: gatewayHosts(engine.capabilities),
      volumes: [],
      tmpfs: {},
      files: [
        {
          path: '/flexbuild/forward.py',
          content: await readFile(join(packageFolder(), program)),
          mode: 0o444,
        },
      ],
      capabilities: ['NET_BIND_SERVICE'],
    },
    job,
  );
  return untilItListens(container, job.signal);
}

/** A virtual machine between us and the containers forwards its own name for us to our 127.0.0.1. */
function upstreamOf(engine: Engine, server: Address): Address {
  const { capabilities } = engine;
  return capabilities.hostAddress === null ? { host: gatewayName(capabilities), port: server.port } : server;
}

/** The forwarder writes `ready` once it listens; whatever else it writes is the reason why it could not. */
async function untilItListens(container: Container, signal: AbortSignal): Promise<Container> {
  // Ends the output, and with it the wait.
  const end = () => void container[Symbol.asyncDispose]();
  signal.addEventListener('abort', end);
  const lines: string[] = [];
  try {
    for await (const line of container.output()) {
      if (line.text === 'ready') return container;
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

function withoutLinkLocal(engine: Engine): Diagnostic {
  const { name, version } = engine.capabilities;
  return warning({
    code: 'FB5303',
    message: `${name} ${version} gives containers no link-local addresses, so 169.254.169.254 is not flexbuild's here`,
    hint: "Reach the metadata server by name or through Google's libraries, or use a Docker engine.",
  });
}
