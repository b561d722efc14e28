import { labels, type Job } from '../../core/index.ts';
import type { ContainerSpec } from '../../engine/index.ts';
import { metadataNames } from '../metadata-names.ts';
import { metadataVariables } from '../metadata-variables.ts';
import { byVariables } from './companion.ts';
import { startForwarder } from './forwarder.ts';
import { gatewayHosts } from './gateway.ts';
import { instanceSpec, type InstanceRequest } from './instance.ts';

/** Where an instance lives whose container somebody else makes. Disposing takes away what was started for it. */
export interface Berth extends AsyncDisposable {
  /** What that container has to be. Of its networks, the first has to be there before it starts. */
  readonly spec: ContainerSpec;
}

/**
 * Makes the surroundings of an instance, and starts no container of the app. Where the engine gives no link-local addresses,
 * a forwarder has Google's names in the session's network, and FB5303 says that their address is not flexbuild's.
 */
export async function openBerth(request: InstanceRequest, job: Job): Promise<Berth> {
  const { engine, caller, companions, network, sessionLabels } = request;
  const spec = instanceSpec(request);
  if (companions === null) return { spec, [Symbol.asyncDispose]: () => Promise.resolve() };
  const { container } = await startForwarder(
    companions,
    {
      name: `${spec.name}-metadata`,
      networks: [{ network: network.name, aliases: metadataNames, linkLocalAddress: null }],
      publish: [],
      extraHosts: gatewayHosts(engine.capabilities),
      env: { FLEXBUILD_METADATA_CALLER: caller.address },
      labels: { ...sessionLabels, [labels.role]: 'metadata' },
      capabilities: ['NET_BIND_SERVICE'],
    },
    job,
  );
  job.notify({ kind: 'diagnostic', diagnostic: byVariables(engine.capabilities) });
  return {
    spec: {
      ...spec,
      env: { ...metadataVariables({ host: metadataNames[0], port: 80 }), ...spec.env },
      extraHosts: gatewayHosts(engine.capabilities),
    },
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}
