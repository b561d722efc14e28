import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  connectEngine,
  failure,
  FlexbuildError,
  networkSettingsFrom,
  sweep,
  sweepProcesses,
  type AppHost,
  type Engine,
  type ProcessFolders,
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

/** Removes what dead sessions of this machine left behind, on the engine and as processes. */
export async function sweepAll({ env, job }: Call): Promise<void> {
  await sweepProcesses(foldersIn(env).sessions, job);
  const engine = await engineIfAny(env);
  if (engine === null) return;
  await using connected = engine;
  await sweep(connected, job);
}

/** Null where processes will do instead. */
async function engineFor({ options, env }: Call): Promise<Engine | null> {
  const isNeeded = options.host === 'container' || usedAmong(options, containerFlags).length > 0;
  return isNeeded ? await connectEngine({ env }) : await engineIfAny(env);
}

/** Null where no engine answers this user; one that was named has to. */
async function engineIfAny(env: Call['env']): Promise<Engine | null> {
  try {
    return await connectEngine({ env });
  } catch (cause) {
    const code = cause instanceof FlexbuildError ? cause.diagnostics[0].code : null;
    if (code === 'FB4001' || code === 'FB4002') return null;
    throw cause;
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
  const host = {
    kind: 'process',
    folders: foldersIn(env),
    user: env,
    network: await networkSettingsFrom(env),
    inPlace: options.inPlace,
    interpreter: options.python,
    entrypoint: options.entrypoint,
  } as const;
  return { host, [Symbol.asyncDispose]: () => Promise.resolve() };
}

function foldersIn(env: Call['env']): ProcessFolders {
  const cache = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'flexbuild');
  return { sessions: join(cache, 'processes'), environments: join(cache, 'environments') };
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
