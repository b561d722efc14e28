import { labels, type InstanceIdentity, type Job, type Labels } from '../../core/index.ts';
import type { Container, Engine, NetworkSummary } from '../../engine/index.ts';
import type { Prepared, RunningInstance } from '../types.ts';
import type { Caller } from './callers.ts';
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
  readonly sessionLabels: Labels;
}

/** Starts one instance as a container of the session's network. */
export async function startInstance(request: InstanceRequest, job: Job): Promise<RunningInstance> {
  const { engine, desk, prepared, identity, settings, caller, network, sessionLabels } = request;
  const { plan } = prepared;
  const container = await engine.containers.start(
    {
      name: `${network.name}-${identity.instance}`,
      image: prepared.what,
      command: null,
      entrypoint: null,
      // The app's own variables win over this machine's.
      env: { ...settings.env, ...metadataVariables(caller), ...request.env },
      labels: {
        ...sessionLabels,
        [labels.role]: 'instance',
        [labels.service]: identity.service,
        [labels.version]: identity.version,
        [labels.instance]: identity.instance,
      },
      networks: [
        { network: network.name, aliases: [], linkLocalAddress: caller.linkLocalAddress },
        ...desk.networks.map((name) => ({ network: name, aliases: [], linkLocalAddress: null })),
      ],
      publish: [plan.run.port],
      limits: limitsOf(plan, engine.capabilities).limits,
      extraHosts: [...metadataHosts(caller), ...gatewayHosts(engine.capabilities)],
      volumes: desk.volumes,
      tmpfs: tmpfsOf(plan),
      files: settings.files,
      capabilities: null,
    },
    job,
  );
  return runningInstance({ container, identity, port: plan.run.port });
}

/** Node's library asks for the name with a final dot, which /etc/hosts compares letter by letter. */
function metadataHosts(caller: Caller): readonly string[] {
  if (caller.linkLocalAddress === null) return [];
  return [...metadataNames, `${metadataNames[0]}.`].map((name) => `${name}:${metadataAddress}`);
}

/** Where 169.254.169.254 cannot be ours, Google's libraries are told to go by the name. */
function metadataVariables(caller: Caller): Readonly<Record<string, string>> {
  if (caller.linkLocalAddress !== null) return {};
  return {
    GCE_METADATA_HOST: metadataNames[0],
    GCE_METADATA_ROOT: metadataNames[0],
    GCE_METADATA_IP: metadataNames[0],
    METADATA_SERVER_DETECTION: 'assume-present',
  };
}

function runningInstance({
  container,
  identity,
  port,
}: {
  readonly container: Container;
  readonly identity: InstanceIdentity;
  readonly port: number;
}): RunningInstance {
  return {
    identity,
    address: container.address(port),
    output: () => container.output(),
    exited: container.exited,
    async stop({ graceMs }) {
      const startedAt = performance.now();
      const exit = await container.stop({ graceMs });
      const graceRanOut = performance.now() - startedAt >= graceMs;
      return { ...exit, killed: exit.code === 137 && graceRanOut };
    },
    [Symbol.asyncDispose]: () => container[Symbol.asyncDispose](),
  };
}
