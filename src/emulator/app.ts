import { ensureBase, helperBases } from '../bases/index.ts';
import type { Address, Job } from '../core/index.ts';
import { containerHost, currentOwner, sweep, type ContainerHostOptions, type Host } from '../hosts/index.ts';
import type { BuildPlan } from '../plan/index.ts';
import { buildProject, type BuildOptions, type Project } from '../project/index.ts';
import { startEmulator } from './emulator.ts';
import { serveSession, type ServeSessionOptions } from './session/serve.ts';
import type { AppSettings, RunningEmulator } from './types.ts';

export interface AppOptions {
  /** One a service of the app. */
  readonly projects: readonly [Project, ...Project[]];
  readonly build: BuildOptions;
  /** What only this machine needs; no image sees it. */
  readonly desk: ContainerHostOptions['desk'] & { readonly env: Readonly<Record<string, string>> };
  readonly app: AppSettings;
  /** Of each service; null: one, whatever app.yaml asks for. */
  readonly instances: number | null;
  /** Of the front end; port 0 takes a free one. */
  readonly listen: Address;
  readonly session: ServeSessionOptions;
}

/**
 * Builds an app where it has to be built, and runs it as containers behind a front end. What dead sessions of this machine
 * left behind is removed first. Disposing ends everything at once; where the start fails, nothing is left.
 */
export async function startApp(options: AppOptions, job: Job): Promise<RunningEmulator> {
  const { build, projects, desk, listen } = options;
  await sweep(build.engine, job);
  await using made = new AsyncDisposableStack();
  const session = made.use(await serveSession(options.session, job));
  try {
    const host = made.use(hostFor(options, session.id));
    const [first, ...rest] = projects;
    const emulator = await startEmulator(
      {
        plans: [first.plan, ...rest.map(({ plan }) => plan)],
        host,
        app: options.app,
        frontEnd: { listen },
        instances: options.instances,
        env: desk.env,
        tokens: null,
        now: options.session.now,
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

function hostFor({ projects, build, desk }: AppOptions, sessionId: string): Host {
  const { engine, network, debian } = build;
  return containerHost({
    engine,
    session: { id: sessionId, owner: currentOwner(), app: projects[0].name },
    network,
    desk,
    async imageFor(plan: BuildPlan, job) {
      const project = projects.find((candidate) => candidate.plan === plan);
      if (!project) throw new Error('The host was asked for the image of a plan that is not of this app');
      return (await buildProject(project, build, job)).id;
    },
    async forwarderImage(job) {
      return (
        await ensureBase(
          { bases: helperBases, override: null, engine, network, platform: null, settings: debian },
          job,
        )
      ).reference;
    },
  });
}
