import { failure, FlexbuildError, type Environment, type Job } from '../core/index.ts';
import { connectEngine, type Engine } from '../engine/index.ts';
import type { AppHost } from './app-host.ts';

type HostOf<Kind extends AppHost['kind']> = Extract<AppHost, { readonly kind: Kind }>;

/** Which host to take, and how each is set up once it is chosen. */
export interface HostChoice {
  /** `auto`: containers where an engine answers, else plain processes. */
  readonly kind: 'auto' | AppHost['kind'];
  /** The user's environment, which may name the engine. */
  readonly env: Environment;
  containers(engine: Engine): Promise<HostOf<'container'>>;
  processes(): Promise<HostOf<'process'>>;
}

/** Where the instances of one app live. Disposing lets go of the engine. */
export interface ChosenHost extends AsyncDisposable {
  readonly host: AppHost;
}

/**
 * The host that `choice` leads to; a choice that was left to this is reported where it is not the first. Throws FB40xx
 * where an engine is needed and none answers, FB5327 where processes are and the system cannot.
 */
export async function chooseHost(choice: HostChoice, job: Job): Promise<ChosenHost> {
  if (choice.kind === 'process') return await processes(choice);
  if (choice.kind === 'container') return await containers(choice, await connectEngine(choice));
  const engine = await connectEngineIfAny(choice);
  if (engine !== null) return await containers(choice, engine);
  job.notify({ kind: 'host-chosen', host: 'process', reason: 'no container engine answers' });
  return await processes(choice);
}

/** Null where no engine answers this user; one that was named has to. */
export async function connectEngineIfAny({ env }: { readonly env: Environment }): Promise<Engine | null> {
  try {
    return await connectEngine({ env });
  } catch (cause) {
    const code = cause instanceof FlexbuildError ? cause.diagnostics[0].code : null;
    if (code === 'FB4001' || code === 'FB4002') return null;
    throw cause;
  }
}

async function containers(choice: HostChoice, engine: Engine): Promise<ChosenHost> {
  await using made = new AsyncDisposableStack();
  made.use(engine);
  const host = await choice.containers(engine);
  const kept = made.move();
  return { host, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function processes(choice: HostChoice): Promise<ChosenHost> {
  if (process.platform === 'win32') {
    throw failure({
      code: 'FB5327',
      message: 'apps do not run as plain processes on Windows',
      hint: 'Use --host container with Docker Desktop, or run flexbuild within WSL.',
    });
  }
  return { host: await choice.processes(), [Symbol.asyncDispose]: () => Promise.resolve() };
}
