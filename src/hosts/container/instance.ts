import { labels, type Address, type InstanceIdentity, type Job, type Labels } from '../../core/index.ts';
import type { Container, ContainerSpec, Engine, NetworkSummary } from '../../engine/index.ts';
import type { Prepared, RunningInstance } from '../types.ts';
import type { Caller } from './callers.ts';
import { startCompanion, type Companion } from './companion.ts';
import type { ForwarderSource } from './forwarder.ts';
import { gatewayHosts } from './gateway.ts';
import { limitsOf, tmpfsOf } from './limits.ts';
import type { MachineSettings } from './machine-settings.ts';
import { metadataAddress, metadataNames } from '../metadata-names.ts';

/** What the developer's desk adds and App Engine does not have: `--volume` and `--network`. */
export interface DeskSettings {
  /** `SOURCE:TARGET[:ro]`. */
  readonly volumes: readonly string[];
  /** Names of networks that the engine has. */
  readonly networks: readonly string[];
}

export interface InstanceRequest {
  readonly engine: Engine;
  readonly desk: DeskSettings;
  readonly prepared: Prepared;
  readonly identity: InstanceIdentity;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: MachineSettings;
  readonly caller: Caller;
  readonly network: NetworkSummary;
  /** Null: the session has a forwarder already, and each instance an address by which that one knows it. */
  readonly companions: ForwarderSource | null;
  readonly sessionLabels: Labels;
}

/** Starts one instance as a container of the session's network. */
export async function startInstance(request: InstanceRequest, job: Job): Promise<RunningInstance> {
  const { engine, prepared, identity, caller, companions } = request;
  const spec = instanceSpec(request);
  await using made = new AsyncDisposableStack();
  const companion =
    companions === null
      ? null
      : await startCompanion(companions, { ...companionPlace(spec), caller: caller.address }, job);
  if (companion !== null) made.use(companion.container);
  const container = await engine.containers.start(companion === null ? spec : within(companion, spec), job);
  made.use(container);
  const address = (companion?.container ?? container).address(prepared.plan.run.port);
  const listen = { host: '0.0.0.0', port: prepared.plan.run.port };
  return runningInstance({ container, identity, address, listen, made: made.move() });
}

/** The container of an instance, in the session's network and those of the desk. */
export function instanceSpec(request: InstanceRequest): ContainerSpec {
  const { engine, desk, prepared, identity, settings, caller, network, companions } = request;
  const { plan, what: image } = prepared;
  const linkLocalAddress = companions === null ? caller.address : null;
  return {
    name: `${network.name}-${identity.instance}`,
    image,
    command: null,
    entrypoint: null,
    // The app's own variables win over this machine's.
    env: { ...settings.env, ...request.env },
    labels: {
      ...request.sessionLabels,
      [labels.service]: identity.service,
      [labels.version]: identity.version,
      [labels.instance]: identity.instance,
      [labels.role]: 'instance',
    },
    networks: [
      { network: network.name, aliases: [], linkLocalAddress },
      ...desk.networks.map((one) => ({ network: one, aliases: [], linkLocalAddress: null })),
    ],
    sharesNetworkOf: null,
    publish: [plan.run.port],
    extraHosts: [...metadataHosts, ...gatewayHosts(engine.capabilities)],
    limits: limitsOf(plan, engine.capabilities).limits,
    volumes: desk.volumes,
    tmpfs: tmpfsOf(plan),
    files: settings.files,
    capabilities: null,
  };
}

/** Node's library asks for the name with a final dot, which /etc/hosts compares letter by letter. */
const metadataHosts = [...metadataNames, `${metadataNames[0]}.`].map((name) => `${name}:${metadataAddress}`);

/** Names, ports and networks are those of the container whose network it is. */
function companionPlace({ name, networks, publish, extraHosts, labels: given }: ContainerSpec) {
  return { name: `${name}-metadata`, networks, publish, extraHosts, labels: given };
}

function within({ container, env }: Companion, spec: ContainerSpec): ContainerSpec {
  return {
    ...spec,
    env: { ...env, ...spec.env },
    networks: [],
    publish: [],
    extraHosts: [],
    sharesNetworkOf: container.id,
  };
}

function runningInstance({
  container,
  identity,
  address,
  listen,
  made,
}: {
  readonly container: Container;
  readonly identity: InstanceIdentity;
  readonly address: Address;
  readonly listen: Address;
  /** The container, and what it needs. */
  readonly made: AsyncDisposable;
}): RunningInstance {
  return {
    identity,
    address,
    listen,
    output: () => container.output(),
    exited: container.exited,
    async stop({ graceMs }) {
      const startedAt = performance.now();
      const exit = await container.stop({ graceMs });
      const graceRanOut = performance.now() - startedAt >= graceMs;
      return { ...exit, killed: exit.code === 137 && graceRanOut };
    },
    [Symbol.asyncDispose]: () => made[Symbol.asyncDispose](),
  };
}
