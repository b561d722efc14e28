import type { Route, Router } from '../frontend/index.ts';
import { routedService } from './routing/routed-service.ts';
import type { RoutingTable } from './routing/routing-table.ts';
import type { InstanceStatus } from './types.ts';

/** All that an app's requests are routed by, as plain data. */
export interface AppRouting {
  readonly table: RoutingTable;
  /** As they are at this moment. */
  readonly instances: readonly InstanceStatus[];
}

/** Sends each request to its service, and there to the next instance that answers. */
export function appRouter(current: () => AppRouting): Router {
  const turns = new Map<string, number>();
  return (head) => {
    const { table, instances } = current();
    const routed = routedService(table, head);
    if (routed.kind === 'absent') {
      const { url, service } = routed.rule;
      const reason = `The dispatch rule "${url}" sends it to service "${service}", which does not run here.`;
      return { kind: 'unavailable', status: 503, reason, instances: [] };
    }
    const { service } = routed;
    const all = instances.filter((one) => one.service === service);
    const ready = all.flatMap(({ state, address, instance }) =>
      state === 'ready' && address ? [{ kind: 'instance' as const, address, instance }] : [],
    );
    const turn = turns.get(service) ?? 0;
    turns.set(service, turn + 1);
    return ready[turn % ready.length] ?? unavailable({ service, instances: all });
  };
}

interface Unavailable {
  readonly service: string;
  readonly instances: readonly InstanceStatus[];
}

/** nginx on a flex machine answers 502 where the app is gone, the load balancer 503 where no machine is healthy. */
function unavailable({ service, instances }: Unavailable): Route {
  const told = instances.map(
    ({ instance, state, detail }) => `${instance} is ${state}${detail ? ` (${detail})` : ''}`,
  );
  const crashed = instances.some(({ state }) => state === 'crashed');
  const reason = `No instance of service "${service}" answers: ${told.join(', ') || 'there is none'}.`;
  const silent = instances.map(({ instance }) => instance);
  return { kind: 'unavailable', status: crashed ? 502 : 503, reason, instances: silent };
}
