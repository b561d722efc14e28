import { deploymentOf, type InstanceIdentity, type Job } from '../core/index.ts';
import { currentOwner, type Berth } from '../hosts/index.ts';
import { instanceEnvironment } from '../plan/index.ts';
import type { Project } from '../project/index.ts';
import { hostOfContainers, sweepHost, type ContainerAppHost } from './app-host.ts';
import { checkDeskEnvironment } from './environment.ts';
import { deploymentSettings } from './identity.ts';
import { openMetadata, type MetadataSettings } from './metadata-settings.ts';
import { prepare } from './prepare.ts';
import { newSessionId } from './session/serve.ts';
import type { AppSettings, MetadataValues } from './types.ts';

export interface BerthOptions {
  readonly project: Project;
  readonly host: ContainerAppHost;
  /** Variables over what app.yaml says. */
  readonly env: Readonly<Record<string, string>>;
  readonly app: AppSettings;
  readonly metadata: MetadataSettings;
  readonly now: Date;
}

/** All that one instance needs beside its container, which somebody else makes of `spec`. */
export interface AppBerth extends Berth {
  readonly identity: InstanceIdentity;
  readonly metadata: MetadataValues;
}

/**
 * Builds an app where it has to be built, and starts a metadata server for one instance of it. What dead processes of this
 * machine left behind is removed first. Where this fails, nothing is left.
 */
export async function openBerth(options: BerthOptions, job: Job): Promise<AppBerth> {
  const { project, env } = options;
  const { plan } = project;
  checkDeskEnvironment(env);
  await sweepHost(options.host, job);
  await using made = new AsyncDisposableStack();
  const host = made.use(
    hostOfContainers({
      host: options.host,
      app: project.name,
      session: { id: newSessionId(), owner: currentOwner() },
      projectOf: () => project,
    }),
  );
  const settings = await openMetadata({ settings: options.metadata, made }, job);
  const shared = { plans: [plan], host, metadata: settings } as const;
  const {
    metadata,
    prepared: [prepared],
  } = await prepare({ options: shared, made }, job);
  if (!prepared) throw new Error('The host has prepared nothing');
  const deployed = deploymentSettings({ app: options.app, plan, now: options.now });
  const serviceAccount = settings.tokens?.account ?? deployed.serviceAccount;
  const identity = deploymentOf({ ...deployed, serviceAccount }).instance(0);
  const start = { identity, env: { ...instanceEnvironment(plan, identity), ...env } };
  const { spec } = await host.openBerth(prepared, start, job);
  const kept = made.move();
  return { spec, identity, metadata, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}
