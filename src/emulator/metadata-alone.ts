import {
  deploymentOf,
  formatAddress,
  type Address,
  type DeploymentSettings,
  type Job,
} from '../core/index.ts';
import { metadataServer } from './metadata-server.ts';
import { openMetadata, type MetadataSettings } from './metadata-settings.ts';
import { serveSession, type ServeSessionOptions } from './session/serve.ts';
import type { RunningEmulator, StoppedInstance } from './types.ts';

export interface MetadataAloneOptions {
  /** Whose one instance the server answers for. */
  readonly deployment: DeploymentSettings;
  readonly metadata: MetadataSettings;
  /** Port 0 takes a free one. */
  readonly listen: Address;
  readonly session: ServeSessionOptions;
}

/**
 * Starts a metadata server without an app, for programs of this machine: whoever reaches `listen` is its one instance.
 * It is a session without instances, so that others find it, set its values and stop it. Throws FB5201 where it cannot
 * listen, and what `openCredentials` throws.
 */
export async function startMetadataAlone(
  { deployment, metadata: settings, listen, session: sessionOptions }: MetadataAloneOptions,
  job: Job,
): Promise<RunningEmulator> {
  await using made = new AsyncDisposableStack();
  const session = made.use(await serveSession(sessionOptions, job));
  try {
    const serving = made.use(new AsyncDisposableStack());
    const metadata = await openMetadata({ settings, made: serving }, session.job);
    const serviceAccount = metadata.tokens?.account ?? deployment.serviceAccount;
    const identity = deploymentOf({ ...deployment, serviceAccount }).instance(0);
    const server = await metadataServer(metadata, { listen, secret: null, identify: () => identity });
    serving.use(server);
    const url = `http://${formatAddress(server.address)}`;
    session.job.notify({ kind: 'listening', what: 'metadata', url });
    const emulator = withoutApp({ url, project: deployment.project, metadata: server, serving });
    session.running(emulator);
    const kept = made.move();
    return { ...emulator, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  } catch (cause) {
    await session.failed(cause);
    throw cause;
  }
}

function withoutApp({
  url,
  project,
  metadata,
  serving,
}: Pick<RunningEmulator, 'url' | 'metadata'> & {
  readonly project: string;
  readonly serving: AsyncDisposable;
}): RunningEmulator {
  const stopped = Promise.withResolvers<readonly StoppedInstance[]>();
  const end = async () => {
    await serving[Symbol.asyncDispose]();
    stopped.resolve([]);
  };
  return {
    url,
    metadata,
    state: () => ({ url, secureUrl: null, project, instances: [] }),
    send: () => Promise.reject(new Error('this session has no app')),
    statistics: () => [],
    async stop() {
      await end();
      return [];
    },
    kill: end,
    stopped: stopped.promise,
    [Symbol.asyncDispose]: end,
  };
}
