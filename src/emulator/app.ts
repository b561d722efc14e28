import type { Address, Job } from '../core/index.ts';
import type { DispatchRule } from '../manifest/index.ts';
import type { Project } from '../project/index.ts';
import { openHost, sweepHost, type AppHost } from './app-host.ts';
import { startEmulator } from './emulator.ts';
import type { FrontEndLimits, FrontEndOptions, Places } from '../frontend/index.ts';
import { openHttps, type HttpsSettings } from './https.ts';
import { openMetadata, type MetadataSettings } from './metadata-settings.ts';
import { serveSession, type ServeSessionOptions } from './session/serve.ts';
import type { AppSettings, RunningEmulator } from './types.ts';

export interface AppOptions extends Pick<FrontEndOptions, 'onForward'> {
  /** One a service of the app. */
  readonly projects: readonly [Project, ...Project[]];
  /** Rules of dispatch.yaml; `openDispatch` reads them. */
  readonly dispatch: readonly DispatchRule[];
  readonly host: AppHost;
  /** Variables that only this machine needs, over what app.yaml says. */
  readonly env: Readonly<Record<string, string>>;
  readonly app: AppSettings;
  readonly metadata: MetadataSettings;
  /** Of each service; null: one, whatever app.yaml asks for. */
  readonly instances: number | null;
  /** Whether they are asked for liveness and readiness while they live, and what that leads to. */
  readonly healthChecks: boolean;
  /** Of the front end; port 0 takes a free one. */
  readonly listen: Address;
  readonly limits: FrontEndLimits;
  /** Where clients are. */
  readonly places: Places;
  /** How many processes serve as the front end; one is this one. */
  readonly workers: number;
  /** Null: without TLS. */
  readonly https: HttpsSettings | null;
  readonly session: ServeSessionOptions;
}

/**
 * Builds an app where it has to be built, and runs it behind a front end. What dead sessions of this machine
 * left behind is removed first. Disposing ends everything at once; where the start fails, nothing is left.
 */
export async function startApp(options: AppOptions, job: Job): Promise<RunningEmulator> {
  const { projects, env, listen, limits, places, workers, onForward } = options;
  await sweepHost(options.host, job);
  await using made = new AsyncDisposableStack();
  const session = made.use(await serveSession(options.session, job));
  try {
    const { host, plans } = await openHost({ host: options.host, projects, sessionId: session.id });
    made.use(host);
    const { app, https } = options;
    const metadata = await openMetadata({ settings: options.metadata, made }, session.job);
    const now = options.session.now;
    const tls = https && (await openHttps({ https, app, now }, session.job));
    const emulator = await startEmulator(
      {
        plans,
        dispatch: options.dispatch,
        host,
        app,
        metadata,
        frontEnd: { listen, tls, limits, places, workers, ...(onForward && { onForward }) },
        instances: options.instances,
        healthChecks: options.healthChecks,
        env,
        now,
      },
      session.job,
    );
    made.use(emulator);
    session.running(emulator);
    const kept = made.move();
    return { ...emulator, [Symbol.asyncDispose]: () => kept.disposeAsync() };
  } catch (cause) {
    await session.failed(cause);
    throw cause;
  }
}
