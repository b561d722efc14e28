import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  connectEngine,
  failure,
  FlexbuildError,
  networkSettingsFrom,
  type AppHost,
  type Engine,
} from '../index.ts';
import type { Call } from './command.ts';
import { buildOptions } from './engine.ts';
import type { FlagName, Options } from './options.ts';

/** Where the instances of one command line live. Disposing lets go of the engine. */
export interface ChosenHost extends AsyncDisposable {
  readonly host: AppHost;
}

/** Containers where an engine answers, else plain processes; or what --host says. Throws FB5327, FB6006 and FB40xx. */
export async function chooseHost(call: Call): Promise<ChosenHost> {
  const { options, job } = call;
  if (options.host === 'process') return await processes(call);
  const engine = await engineFor(call);
  if (engine !== null) return await containers(call, engine);
  job.notify({ kind: 'host-chosen', host: 'process', reason: 'no container engine answers' });
  return await processes(call);
}

/** Null where processes will do instead. An engine that was named has to answer. */
async function engineFor({ options, env }: Call): Promise<Engine | null> {
  try {
    return await connectEngine({ env });
  } catch (cause) {
    const code = cause instanceof FlexbuildError ? cause.diagnostics[0].code : null;
    const noneAnswers = code === 'FB4001' || code === 'FB4002';
    if (options.host === 'container' || !noneAnswers || isUsed(options, containerFlags)) throw cause;
    return null;
  }
}

async function containers(call: Call, engine: Engine): Promise<ChosenHost> {
  const { options } = call;
  await using made = new AsyncDisposableStack();
  made.use(engine);
  refuse(options, processFlags, 'runs the app as plain processes: add --host process');
  const host = {
    kind: 'container',
    build: await buildOptions(call, engine),
    desk: { volumes: options.volume, networks: options.network },
  } as const;
  const kept = made.move();
  return { host, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

async function processes({ options, env }: Call): Promise<ChosenHost> {
  if (process.platform === 'win32') {
    throw failure({
      code: 'FB5327',
      message: 'apps do not run as plain processes on Windows',
      hint: 'Use --host container with Docker Desktop, or run flexbuild within WSL.',
    });
  }
  refuse(options, containerFlags, 'needs a container engine');
  const cache = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'flexbuild');
  const host = {
    kind: 'process',
    folders: { sessions: join(cache, 'processes'), environments: join(cache, 'environments') },
    user: env,
    network: await networkSettingsFrom(env),
    inPlace: options.inPlace,
    interpreter: options.python,
    entrypoint: options.entrypoint,
  } as const;
  return { host, [Symbol.asyncDispose]: () => Promise.resolve() };
}

/** Flags that say something about images and containers alone. */
const containerFlags = [
  'volume',
  'network',
  'image',
  'dockerfile',
  'baseImage',
  'buildArg',
  'tag',
  'platform',
] as const satisfies readonly FlagName[];

const processFlags = ['python', 'entrypoint', 'inPlace'] as const satisfies readonly FlagName[];

function isUsed(options: Options, names: readonly FlagName[]): boolean {
  return usedAmong(options, names).length > 0;
}

function usedAmong(options: Options, names: readonly FlagName[]): readonly FlagName[] {
  return names.filter((name) => {
    const value = options[name];
    return Array.isArray(value) ? value.length > 0 : value !== null && value !== false;
  });
}

function refuse(options: Options, names: readonly FlagName[], why: string): void {
  const [first] = usedAmong(options, names);
  if (first === undefined) return;
  const flag = `--${first.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw failure({
    code: 'FB6006',
    message: `${flag} ${why}`,
    hint: 'Leave it out, or choose the other --host.',
  });
}
