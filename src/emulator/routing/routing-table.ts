import type { DispatchRule } from '../../manifest/index.ts';
import { hostOf } from '../host-names.ts';
import type { EmulatorOptions } from '../types.ts';

/** All that decides which service a request is for: plain data, so that any process can decide it. */
export interface RoutingTable {
  /** The project's id, the last name in the app's own host names. */
  readonly project: string;
  /** The app's default host name. */
  readonly ownHost: string;
  /** Those that run. */
  readonly services: readonly [string, ...string[]];
  /** Gets what is for no other: `default`, or the first where that does not run. */
  readonly defaultService: string;
  /** In their order: of those that match, the first decides. */
  readonly rules: readonly DispatchRule[];
}

/** What routes requests for the services of `plans`, with the rules of a dispatch.yaml. */
export function routingTable({
  app,
  plans: [first, ...rest],
  dispatch,
}: Pick<EmulatorOptions, 'app' | 'plans' | 'dispatch'>): RoutingTable {
  const services = [first.service, ...rest.map(({ service }) => service)] as const;
  return {
    project: app.project,
    ownHost: hostOf(app, null),
    services,
    defaultService: services.find((service) => service === 'default') ?? first.service,
    rules: dispatch,
  };
}
