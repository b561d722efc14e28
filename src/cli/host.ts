import { homedir } from 'node:os';
import {
  chooseHost as chooseAppHost,
  connectEngineIfAny,
  failure,
  networkSettingsFrom,
  sweep,
  sweepProcesses,
  userFolders,
  type AppHost,
  type ChosenHost,
  type Engine,
} from '../index.ts';
import type { Call } from './command.ts';
import { buildOptions } from './engine.ts';
import type { FlagName, Options } from './options.ts';

type HostOf<Kind extends AppHost['kind']> = Extract<AppHost, { readonly kind: Kind }>;

/** Containers where an engine answers, else plain processes; or what --host says. Throws FB5327, FB6006 and FB40xx. */
export async function chooseHost(call: Call): Promise<ChosenHost> {
  const { options, env, job } = call;
  const needsEngine = options.host === 'auto' && usedAmong(options, containerFlags).length > 0;
  return await chooseAppHost(
    {
      kind: needsEngine ? 'container' : options.host,
      env,
      containers: (engine) => containers(call, engine),
      processes: () => processes(call),
    },
    job,
  );
}

/** Removes what dead sessions of this machine left behind, on the engine and as processes. */
export async function sweepAll({ env, job }: Call): Promise<void> {
  await sweepProcesses(foldersOf(env).processes, job);
  const engine = await connectEngineIfAny({ env });
  if (engine === null) return;
  await using connected = engine;
  await sweep(connected, job);
}

async function containers(call: Call, engine: Engine): Promise<HostOf<'container'>> {
  const { options } = call;
  refuse(options, processFlags, 'runs the app as plain processes: add --host process');
  return {
    kind: 'container',
    build: await buildOptions(call, engine),
    lockFolder: foldersOf(call.env).locks,
    desk: { volumes: options.volume, networks: options.network },
  };
}

async function processes({ options, env }: Call): Promise<HostOf<'process'>> {
  refuse(options, containerFlags, 'needs a container engine');
  const { processes: sessions, environments } = foldersOf(env);
  return {
    kind: 'process',
    folders: { sessions, environments },
    user: env,
    network: await networkSettingsFrom(env),
    inPlace: options.inPlace,
    interpreter: options.python,
    entrypoint: options.entrypoint,
  };
}

const foldersOf = (env: Call['env']) => userFolders({ env, home: homedir() });

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
