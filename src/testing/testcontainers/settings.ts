import { tmpfsOptions, type ContainerSpec, type NetworkAttachment } from '../../index.ts';

/** What an engine is told of a container's limits and surroundings, as far as flexbuild has a say in it. */
export interface HostSettings {
  readonly ExtraHosts: string[];
  readonly Memory: number;
  readonly MemorySwap: number;
  readonly NanoCpus: number;
  readonly Tmpfs: Record<string, string>;
}

/** The same, as far as a test has said anything. */
type GivenSettings = { readonly [Key in keyof HostSettings]?: HostSettings[Key] | undefined };

/** Those of an app's container; what a test has `given` itself comes first. */
export function hostSettings(spec: ContainerSpec, given: GivenSettings): HostSettings {
  const cpus = given.NanoCpus ?? (spec.limits.cpus ?? 0) * 1e9;
  const memory = given.Memory ?? spec.limits.memoryBytes ?? 0;
  return {
    NanoCpus: Math.round(cpus),
    Memory: memory,
    // Equal values: no swap, as App Engine's machines have none.
    MemorySwap: memory,
    ExtraHosts: [...spec.extraHosts, ...(given.ExtraHosts ?? [])],
    Tmpfs: { ...tmpfsOptions(spec.tmpfs), ...given.Tmpfs },
  };
}

/** `NAME=VALUE` of each. */
export function environmentOf(env: ContainerSpec['env']): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}

/** How a container joins a network that it is not created in. */
export function endpointOf({ linkLocalAddress }: NetworkAttachment) {
  return linkLocalAddress === null ? {} : { IPAMConfig: { LinkLocalIPs: [linkLocalAddress] } };
}
