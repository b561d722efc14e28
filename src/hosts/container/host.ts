import { labels, type Job, type NetworkSettings } from '../../core/index.ts';
import type { Engine, NetworkSummary } from '../../engine/index.ts';
import type { BuildPlan } from '../../plan/index.ts';
import type { Host, RunningInstance } from '../types.ts';
import { callerRegistry } from './callers.ts';
import { startForwarder } from './forwarder.ts';
import { startInstance, type DeskSettings } from './instance.ts';
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

/**
 * Instances as containers: one bridge network for a session, and in it a forwarder that answers as 169.254.169.254.
 * Disposing kills and removes everything that it made on the engine.
 */
export function containerHost(options: ContainerHostOptions): Host {
  const { engine, session } = options;
  const callers = callerRegistry({ linkLocal: engine.capabilities.linkLocalAddresses });
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
  let network: NetworkSummary | null = null;

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
      const image = await options.forwarderImage(job);
      running.add(await startForwarder({ engine, image, server, network: created, sessionLabels }, job));
      network = created;
    },

    async prepare(plan, job) {
      const what = await options.imageFor(plan, job);
      const { notices } = await settings;
      for (const notice of [...limitsOf(plan, engine.capabilities).notices, ...notices]) job.notify(notice);
      return { plan, what };
    },

    async start(prepared, { identity, env }, job) {
      if (network === null) throw new Error('Host.connectMetadata has to come before the first Host.start');
      const caller = callers.register(identity);
      const given = { prepared, identity, env, settings: await settings, caller, network, sessionLabels };
      const instance = await startInstance({ engine, desk: options.desk, ...given }, job).catch(
        (cause: unknown) => {
          caller.release();
          throw cause;
        },
      );
      const owned: RunningInstance = {
        ...instance,
        async [Symbol.asyncDispose]() {
          await instance[Symbol.asyncDispose]();
          running.delete(owned);
          caller.release();
        },
      };
      running.add(owned);
      return owned;
    },

    [Symbol.asyncDispose]: () => made.disposeAsync(),
  };
}

async function disposeAll(running: ReadonlySet<AsyncDisposable>): Promise<void> {
  await Promise.all([...running].map((one) => one[Symbol.asyncDispose]()));
}
