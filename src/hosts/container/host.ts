import { labels, type Job, type Labels, type NetworkSettings } from '../../core/index.ts';
import type { Container, Engine, NetworkSummary } from '../../engine/index.ts';
import type { BuildPlan } from '../../plan/index.ts';
import { metadataAddress } from '../metadata-names.ts';
import type { Host, InstanceStart, Prepared } from '../types.ts';
import { openBerth, type Berth } from './berth.ts';
import { callerRegistry } from './callers.ts';
import { startForwarder, type ForwarderSource } from './forwarder.ts';
import { gatewayHosts } from './gateway.ts';
import { startInstance, type DeskSettings, type InstanceRequest } from './instance.ts';
import { limitsOf } from './limits.ts';
import { machineSettings } from './machine-settings.ts';

export interface ContainerHostOptions {
  readonly engine: Engine;
  /**
   * Labels on all that is made: `id` names the session, `owner` is `currentOwner()`, `app` is the name of the app's folder
   * with its service.
   */
  readonly session: { readonly id: string; readonly owner: string; readonly app: string };
  /** How this machine reaches the outside: its CA bundle and proxies reach the apps as they run, never an image. */
  readonly network: NetworkSettings;
  readonly desk: DeskSettings;
  /** The image of a plan, built where needed. */
  imageFor(plan: BuildPlan, job: Job): Promise<string>;
  /** An image with python3, for the forwarder of the metadata server; asked for once. */
  forwarderImage(job: Job): Promise<string>;
}

/** A host that leaves it to others to make the containers of instances, where they want to. */
export interface ContainerHost extends Host {
  /** As `start`, up to the container itself: for those who create and start it by other means. */
  openBerth(prepared: Prepared, start: InstanceStart, job: Job): Promise<Berth>;
}

/**
 * Instances as containers: one bridge network for a session, and in it a forwarder that answers as 169.254.169.254, or one
 * for each instance where the engine gives no such address.
 * Disposing kills and removes everything that it made on the engine.
 */
export function containerHost(options: ContainerHostOptions): ContainerHost {
  const { engine, session } = options;
  const callers = callerRegistry();
  const settings = machineSettings(options.network, engine.capabilities);
  // Whoever starts an instance gets the error; nobody has to.
  settings.catch(() => undefined);
  const sessionLabels = {
    [labels.session]: session.id,
    [labels.owner]: session.owner,
    [labels.app]: session.app,
  };
  const running = new Set<AsyncDisposable>();
  const made = new AsyncDisposableStack();
  let connected: Pick<InstanceRequest, 'network' | 'companions'> | null = null;

  /** Makes what an instance needs; until that is disposed, the instance is known by its address. */
  async function own<One extends AsyncDisposable>(
    given: { readonly prepared: Prepared } & InstanceStart,
    make: (request: InstanceRequest) => Promise<One>,
  ): Promise<One> {
    if (connected === null) throw new Error('Host.connectMetadata has to come before the first instance');
    const { desk } = options;
    const caller = callers.register(given.identity);
    const around = { engine, desk, settings: await settings, caller, ...connected, sessionLabels };
    const one = await make({ ...given, ...around }).catch((cause: unknown) => {
      caller.release();
      throw cause;
    });
    const owned: One = {
      ...one,
      async [Symbol.asyncDispose]() {
        await one[Symbol.asyncDispose]();
        running.delete(owned);
        caller.release();
      },
    };
    running.add(owned);
    return owned;
  }

  return {
    kind: 'container',
    metadataListenAddress: () => ({ host: engine.capabilities.hostAddress ?? '127.0.0.1', port: 0 }),
    identify: (caller) => callers.identify(caller),

    async connectMetadata(server, job) {
      const created = await engine.networks.create({
        name: `flexbuild-${session.id}`,
        labels: { ...sessionLabels, [labels.role]: 'network' },
      });
      made.defer(() => engine.networks.remove(created.id));
      made.defer(() => disposeAll(running));
      const source = { engine, server, image: await options.forwarderImage(job) };
      const hasAddresses = engine.capabilities.linkLocalAddresses;
      if (hasAddresses) running.add(await sessionForwarder(source, { network: created, sessionLabels }, job));
      connected = { network: created, companions: hasAddresses ? null : source };
    },

    async prepare(plan, job) {
      const what = await options.imageFor(plan, job);
      const { notices } = await settings;
      for (const notice of [...limitsOf(plan, engine.capabilities).notices, ...notices]) job.notify(notice);
      return { plan, what };
    },

    start: (prepared, start, job) => own({ prepared, ...start }, (request) => startInstance(request, job)),
    openBerth: (prepared, start, job) => own({ prepared, ...start }, (request) => openBerth(request, job)),

    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}

/** The forwarder that all instances of a session have in common, at an address which no other network sees. */
async function sessionForwarder(
  source: ForwarderSource,
  { network, sessionLabels }: { readonly network: NetworkSummary; readonly sessionLabels: Labels },
  job: Job,
): Promise<Container> {
  const place = {
    name: `${network.name}-metadata`,
    // No alias: callers that asked the engine's DNS would come from an address that nobody knows.
    networks: [{ network: network.name, aliases: [], linkLocalAddress: metadataAddress }],
    publish: [],
    extraHosts: gatewayHosts(source.engine.capabilities),
    env: {},
    labels: sessionLabels,
    capabilities: ['NET_BIND_SERVICE'],
  };
  return (await startForwarder(source, place, job)).container;
}

async function disposeAll(running: ReadonlySet<AsyncDisposable>): Promise<void> {
  await Promise.all([...running].map((one) => one[Symbol.asyncDispose]()));
}
