import {
  GenericContainer,
  getContainerRuntimeClient,
  type ContainerRuntimeClient,
  type WaitStrategy,
} from 'testcontainers';
import {
  connectEngine,
  type AppBerth,
  type BuildPlan,
  type Engine,
  type InstanceState,
  type Job,
} from '../../index.ts';
import { jobOf } from '../job.ts';
import { recordings } from '../recordings.ts';
import { projectAt } from '../target.ts';
import type { AppTarget } from '../types.ts';
import { berthFor, type FlexContainerOptions } from './berth.ts';
import { checkEngine, checkNetworkMode, checkReuse } from './checks.ts';
import { explainEnd } from './ended-at-once.ts';
import { localImage } from './local-image.ts';
import { readiness } from './readiness.ts';
import { endpointOf, environmentOf, hostSettings } from './settings.ts';
import { StartedFlexAppContainer } from './started-flex-app-container.ts';

/**
 * An app's container for tests that use testcontainers. `start` builds its image where that has to be done, gives it what
 * App Engine gives an instance, and returns once it is ready. A class, since that is how testcontainers is extended.
 */
export class FlexAppContainer extends GenericContainer {
  readonly #target: AppTarget;
  readonly #options: FlexContainerOptions;
  /** Of testcontainers, where a test has set none. */
  readonly #usualWait: WaitStrategy | undefined;

  constructor(target: AppTarget, options: FlexContainerOptions = {}) {
    // It is known by its id, once it is built.
    super('flexbuild');
    this.#target = target;
    this.#options = options;
    this.#usualWait = this.waitStrategy;
  }

  /**
   * Throws a `FlexbuildError` where the app does not start, as `startFlexApp` does, FB6032 for networks that leave it alone,
   * FB6033 after `withReuse`, and FB6034 where testcontainers uses another engine. Nothing is left then.
   */
  override async start(): Promise<StartedFlexAppContainer> {
    checkReuse(this.reuse);
    checkNetworkMode(this.networkMode);
    const options = this.#options;
    const project = projectAt(this.#target, { image: null, substitutions: options.substitutions ?? null });
    const recorded = recordings();
    const job = jobOf({ ...options, projects: [project], recorded });
    await using made = new AsyncDisposableStack();
    made.defer(() => recorded.close());
    const engine = made.use(await connectEngine({ env: options.machine ?? process.env }));
    const { environment: env, createOpts } = this;
    const given = { env, platform: createOpts.platform ?? null, onRequest: recorded.onMetadata };
    const berth = made.use(await berthFor({ project, engine, options, ...given }, job));
    const client = await getContainerRuntimeClient();
    await checkEngine({ engine, image: localImage(berth.spec.image), client });
    const { plan } = project;
    const enter = (state: InstanceState) => notifyState(job, { berth, state });
    enter('starting');
    await using failed = new AsyncDisposableStack();
    failed.defer(() => removeAll(engine, berth));
    const container = this.#inBerth({ berth, plan, client }, job);
    const started = await super.start.call(container).catch(async (cause: unknown) => {
      await explainEnd({ engine, client, berth, plan }, job);
      throw cause;
    });
    failed.move();
    enter('ready');
    return new StartedFlexAppContainer(started, {
      port: plan.run.port,
      metadata: { ...berth.metadata, requests: recorded.metadata },
      made: made.move(),
    });
  }

  /** This container with what its berth says. What was set stays as it is here, so that it can be started again. */
  #inBerth({ berth, plan, client }: PlaceRequest, job: Job): this {
    const { spec, identity } = berth;
    const one = Object.create(this) as this;
    one.imageName = localImage(spec.image);
    one.createOpts = {
      ...(spec.name !== null && { name: spec.name }),
      ...this.createOpts,
      Image: spec.image,
      Env: environmentOf(spec.env),
    };
    one.hostConfig = { ...this.hostConfig, ...hostSettings(spec, this.hostConfig) };
    one.withLabels(spec.labels);
    const { port } = plan.run;
    if (one.createOpts.ExposedPorts?.[`${port}/tcp`] === undefined) one.withExposedPorts(port);
    one.withCopyContentToContainer(
      spec.files.map(({ path, content, mode }) => ({ target: path, content: Buffer.from(content), mode })),
    );
    const { host } = client.info.containerRuntime;
    if (this.healthCheck === undefined && this.waitStrategy === this.#usualWait)
      one.waitStrategy = readiness({ plan, identity, host }, job);
    one.containerCreated = async (id) => {
      for (const place of spec.networks) {
        const network = client.network.getById(place.network);
        await network.connect({ Container: id, EndpointConfig: endpointOf(place) });
      }
      await this.containerCreated?.(id);
    };
    return one;
  }
}

interface PlaceRequest {
  readonly berth: AppBerth;
  readonly plan: BuildPlan;
  readonly client: ContainerRuntimeClient;
}

function notifyState(
  job: Job,
  { berth, state }: { readonly berth: AppBerth; readonly state: InstanceState },
) {
  const { service, instance } = berth.identity;
  job.notify({ kind: 'instance-state', service, instance, state, detail: null, exitCode: null });
}

/** testcontainers leaves a container where it is that the engine could not start. */
async function removeAll(engine: Engine, { spec }: AppBerth): Promise<void> {
  for (const { id } of await engine.containers.list(spec.labels)) await engine.containers.remove(id);
}
