import { createServer } from 'node:net';
import { release } from 'node:os';
import { dial, type Client } from './client.ts';
import type { Endpoint } from './endpoints.ts';
import type { EngineCapabilities } from './types.ts';

/** BuildKit came with API 1.39, Docker 18.09. */
const buildkitApi = 1.39;

/** Asks the engine what it is and what it can. Throws what the client throws. */
export async function askCapabilities(
  client: Client,
  { endpoint, signal }: { readonly endpoint: Endpoint; readonly signal: AbortSignal },
): Promise<EngineCapabilities> {
  const [version, info] = await Promise.all([
    get(client, { path: '/version', signal }) as Promise<VersionAnswer>,
    get(client, { path: '/info', signal }) as Promise<InfoAnswer>,
  ]);
  const name = version.Components?.[0]?.Name === 'Podman Engine' ? 'podman' : 'docker';
  const docker = name === 'docker';
  return {
    name,
    version: version.Version,
    apiVersion: version.ApiVersion,
    endpoint: { url: endpoint.url, from: endpoint.from },
    platform: `${version.Os}/${version.Arch}`,
    cpus: info.NCPU,
    memoryBytes: info.MemTotal,
    limits: { cpu: info.CpuCfsQuota === true, memory: info.MemoryLimit === true },
    dataFolder: info.DockerRootDir ?? null,
    buildkit: docker && version.Os === 'linux' && Number(version.ApiVersion) >= buildkitApi,
    // Podman takes them and ignores them.
    linkLocalAddresses: docker,
    hostAddress: await hostAddressOf(client, {
      bridge: docker ? 'bridge' : 'podman',
      kernel: version.KernelVersion,
    }),
  };
}

function get(
  client: Client,
  { path, signal }: { readonly path: string; readonly signal: AbortSignal },
): Promise<unknown> {
  return dial(client, {
    method: 'GET',
    path,
    statusCodes: { 200: true, 500: 'server error' },
    abortSignal: signal,
  });
}

interface VersionAnswer {
  readonly Version: string;
  readonly ApiVersion: string;
  readonly Os: string;
  readonly Arch: string;
  readonly KernelVersion?: string;
  readonly Components?: readonly { readonly Name: string }[];
}

interface InfoAnswer {
  readonly NCPU: number;
  readonly MemTotal: number;
  readonly CpuCfsQuota?: boolean;
  readonly MemoryLimit?: boolean;
  readonly DockerRootDir?: string;
}

/**
 * The gateway of the default bridge, where it is an address of this very machine: another kernel (Docker Desktop,
 * colima, a remote engine) or another network namespace (rootless, an engine seen from a container) has its own.
 */
async function hostAddressOf(
  client: Client,
  { bridge, kernel }: { readonly bridge: string; readonly kernel: string | undefined },
): Promise<string | null> {
  if (process.platform !== 'linux' || kernel !== release()) return null;
  const network = (await client
    .getNetwork(bridge)
    .inspect()
    .catch(() => null)) as BridgeAnswer | null;
  const gateway = gatewayOf(network?.IPAM?.Config ?? []);
  return gateway !== null && (await canListenOn(gateway)) ? gateway : null;
}

interface BridgeAnswer {
  readonly IPAM?: { readonly Config?: readonly AddressRange[] | null };
}

interface AddressRange {
  readonly Gateway?: string;
  readonly Subnet?: string;
}

/** Docker does not name its bridge's gateway before a container has used it; it is the range's first address then. */
function gatewayOf(ranges: readonly AddressRange[]): string | null {
  for (const { Gateway, Subnet } of ranges) {
    if (Gateway?.includes('.') === true) return Gateway;
    const subnet = /^(\d+\.\d+\.\d+)\.(\d+)\//.exec(Subnet ?? '');
    if (subnet) return `${subnet[1] ?? ''}.${Number(subnet[2]) + 1}`;
  }
  return null;
}

/** Asked by trying: a bridge without containers is missing from the list of running interfaces. */
function canListenOn(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port: 0 }, () => server.close(() => resolve(true)));
  });
}
