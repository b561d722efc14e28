import { warning, type Diagnostic, type Job } from '../../core/index.ts';
import type { ContainerSpec, EngineCapabilities } from '../../engine/index.ts';
import { metadataAddress } from '../metadata-names.ts';
import { metadataVariables } from '../metadata-variables.ts';
import { startForwarder, type Forwarder, type ForwarderSource } from './forwarder.ts';

/** A forwarder of one instance, in whose network the instance then lives. */
export interface Companion extends Forwarder {
  /** What tells Google's libraries where the server is, where that is not Google's address. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts a forwarder that takes 169.254.169.254 on its own loopback device: the way for engines that give containers no
 * link-local addresses. An app that shares the network cannot listen on port 80 of all addresses then; flex apps listen on
 * PORT. Where the engine allows no such address, the libraries' variables have to do, and FB5303 says so.
 */
export async function startCompanion(
  source: ForwarderSource,
  {
    caller,
    ...place
  }: Pick<ContainerSpec, 'name' | 'networks' | 'publish' | 'extraHosts' | 'labels'> & {
    readonly caller: string;
  },
  job: Job,
): Promise<Companion> {
  const env = { FLEXBUILD_METADATA_CLAIM: metadataAddress, FLEXBUILD_METADATA_CALLER: caller };
  const capabilities = ['NET_ADMIN', 'NET_BIND_SERVICE'];
  const forwarder = await startForwarder(source, { ...place, env, capabilities }, job);
  if (forwarder.address.host === metadataAddress) return { ...forwarder, env: {} };
  job.notify({ kind: 'diagnostic', diagnostic: byVariables(source.engine.capabilities) });
  return { ...forwarder, env: metadataVariables(forwarder.address) };
}

/** FB5303. */
export function byVariables({ name, version }: EngineCapabilities): Diagnostic {
  return warning({
    code: 'FB5303',
    message: `${name} ${version} lets no container have 169.254.169.254, so that address is not flexbuild's here`,
    hint: "Reach the metadata server through Google's libraries or GCE_METADATA_HOST, or use a Docker engine.",
  });
}
