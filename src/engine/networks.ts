import type { NetworkInspectInfo } from 'dockerode';
import type { Client } from './client.ts';
import { isNotFound, mapEngineError } from './errors.ts';
import { labelFilter } from './label-filter.ts';
import type { Networks, NetworkSummary } from './types.ts';

/** The networks of the engine behind `client`. */
export function networksOn(client: Client): Networks {
  return {
    async create({ name, labels }) {
      try {
        const network = await client.createNetwork({
          Name: name,
          Driver: 'bridge',
          // Without it older engines make a second network of the same name.
          CheckDuplicate: true,
          Labels: { ...labels },
        });
        return summaryOf(await network.inspect());
      } catch (cause) {
        throw mapEngineError(cause, `create the network ${name}`);
      }
    },
    async list(labels) {
      try {
        const filters = JSON.stringify(labelFilter(labels));
        return (await client.listNetworks({ filters })).map(summaryOf);
      } catch (cause) {
        throw mapEngineError(cause, 'list its networks');
      }
    },
    async remove(id) {
      try {
        await client.getNetwork(id).remove();
      } catch (cause) {
        if (!isNotFound(cause)) throw mapEngineError(cause, `remove the network ${id}`);
      }
    },
  };
}

function summaryOf({ Id: id, Name: name, Labels, IPAM }: NetworkInspectInfo): NetworkSummary {
  const config = (IPAM as { readonly Config?: readonly { readonly Gateway?: string }[] | null } | undefined)
    ?.Config;
  return { id, name, labels: Labels ?? {}, gateway: config?.[0]?.Gateway ?? null };
}
