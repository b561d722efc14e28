import type { ContainerCreateOptions, EndpointSettings, HostConfig } from 'dockerode';
import { tmpfsOptions } from './tmpfs.ts';
import type { ContainerSpec, NetworkAttachment } from './types.ts';

/** On which address of the engine's machine ports are published, and by which host they are reached from here. */
export interface Publishing {
  readonly bind: string;
  readonly host: string;
}

/** What the engine is sent to create a container. Only the first network: older engines take no more; the others are joined before the start. */
export function createOptions(spec: ContainerSpec, { bind }: Publishing): ContainerCreateOptions {
  const [first] = spec.networks;
  const ports = spec.publish.map((port) => `${port}/tcp`);
  return {
    ...(spec.name !== null && { name: spec.name }),
    Image: spec.image,
    ...(spec.command !== null && { Cmd: [...spec.command] }),
    ...(spec.entrypoint !== null && { Entrypoint: [...spec.entrypoint] }),
    Env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
    Labels: { ...spec.labels },
    ExposedPorts: Object.fromEntries(ports.map((port) => [port, {}])),
    HostConfig: hostConfig(spec, { bind, ports }),
    ...(first && { NetworkingConfig: { EndpointsConfig: { [first.network]: endpointSettings(first) } } }),
  };
}

function hostConfig(
  spec: ContainerSpec,
  { bind, ports }: { readonly bind: string; readonly ports: readonly string[] },
): HostConfig {
  const { limits, tmpfs, capabilities } = spec;
  const networkMode = networkModeOf(spec);
  return {
    // Port 0: the engine takes a free one.
    PortBindings: Object.fromEntries(ports.map((port) => [port, [{ HostIp: bind, HostPort: '0' }]])),
    ...(networkMode !== null && { NetworkMode: networkMode }),
    ...(limits.cpus !== null && { NanoCpus: Math.round(limits.cpus * 1e9) }),
    // Equal values: no swap, as App Engine's machines have none.
    ...(limits.memoryBytes !== null && { Memory: limits.memoryBytes, MemorySwap: limits.memoryBytes }),
    ExtraHosts: [...spec.extraHosts],
    Binds: [...spec.volumes],
    Tmpfs: tmpfsOptions(tmpfs),
    ...(capabilities !== null && { CapDrop: ['ALL'], CapAdd: [...capabilities] }),
  };
}

function networkModeOf({ sharesNetworkOf, networks: [first] }: ContainerSpec): string | null {
  if (sharesNetworkOf !== null) return `container:${sharesNetworkOf}`;
  return first?.network ?? null;
}

/** A container's side of a network. */
export function endpointSettings({ aliases, linkLocalAddress }: NetworkAttachment): EndpointSettings {
  return {
    Aliases: [...aliases],
    ...(linkLocalAddress !== null && { IPAMConfig: { LinkLocalIPs: [linkLocalAddress] } }),
  };
}
