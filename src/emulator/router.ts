import type { Explanation, Route, Router } from '../frontend/index.ts';
import type { InstanceStatus } from './types.ts';

/**
 * Sends each request to the next instance of its service that answers. The service is the first part of the host name,
 * as in `SERVICE-dot-PROJECT.REGION.r.appspot.com` or `SERVICE.localhost`; any other host goes to the first service.
 */
export function serviceRouter({
  services,
  instances,
  explain,
}: {
  readonly services: readonly [string, ...string[]];
  readonly instances: (service: string) => readonly InstanceStatus[];
  readonly explain: (instance: string) => Explanation | null;
}): Router {
  const turns = new Map<string, number>();
  return ({ host }) => {
    const service = serviceOf(host, services);
    const all = instances(service);
    const ready = all.flatMap(({ state, address, instance }) =>
      state === 'ready' && address ? [{ kind: 'instance' as const, address, instance }] : [],
    );
    const turn = turns.get(service) ?? 0;
    turns.set(service, turn + 1);
    return ready[turn % ready.length] ?? unavailable({ service, instances: all, explain });
  };
}

function serviceOf(host: string, services: readonly [string, ...string[]]): string {
  const label = host.split(/[.:]/)[0]?.toLowerCase() ?? '';
  const parts = label.split('-dot-');
  return services.find((service) => parts.includes(service)) ?? services[0];
}

interface Unavailable {
  readonly service: string;
  readonly instances: readonly InstanceStatus[];
  readonly explain: (instance: string) => Explanation | null;
}

/** nginx on a flex machine answers 502 where the app is gone, the load balancer 503 where no machine is healthy. */
function unavailable({ service, instances, explain }: Unavailable): Route {
  const told = instances.map(
    ({ instance, state, detail }) => `${instance} is ${state}${detail ? ` (${detail})` : ''}`,
  );
  const crashed = instances.some(({ state }) => state === 'crashed');
  const reason = `No instance of service "${service}" answers: ${told.join(', ') || 'there is none'}.`;
  const lines = instances.flatMap(({ instance }) => explain(instance)?.lines ?? []);
  return { kind: 'unavailable', status: crashed ? 502 : 503, reason, lines };
}
