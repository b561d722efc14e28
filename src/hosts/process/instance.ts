import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { failure, listenOn, type Environment, type NetworkSettings } from '../../core/index.ts';
import type { Command } from '../../plan/index.ts';
import type { InstanceStart, RunningInstance } from '../types.ts';
import type { ProcessLimits } from './limits.ts';
import { startMetadataRelay } from './metadata-relay.ts';
import { startGroup } from './process-group.ts';
import { recordProcess } from './records.ts';
import { copyOf } from './stage.ts';
import type { PreparedProcess } from './prepare.ts';
import { bundleFile, processVariables } from './variables.ts';
import type { Watcher } from './watcher.ts';

export interface InstanceRequest {
  readonly prepared: PreparedProcess;
  readonly start: InstanceStart;
  /** The session's; the instance gets one of its own in it. */
  readonly folder: string;
  readonly user: Environment;
  readonly network: NetworkSettings;
  readonly server: {
    readonly address: { readonly host: string; readonly port: number };
    readonly secret: string;
  };
  readonly limits: ProcessLimits;
  readonly watcher: Watcher;
}

/** Starts one instance as a process group of this machine. Throws FB5321 where its program cannot be started. */
export async function startInstance(request: InstanceRequest): Promise<RunningInstance> {
  const { prepared, start, user, network, limits, watcher } = request;
  const { identity } = start;
  await using made = new AsyncDisposableStack();
  const folder = join(request.folder, identity.instance);
  made.defer(() => rm(folder, { recursive: true, force: true }));
  const appFolder = await makeFolders({ folder, prepared, network });
  const relay = made.use(await startMetadataRelay({ server: request.server, caller: identity.instance }));
  const port = await freePort();
  const group = await startGroup({
    argv: limits.apply(argvOf(prepared.plan.run.command), prepared.plan),
    folder: appFolder,
    env: processVariables({
      given: start.env,
      runtime: prepared.env,
      path: prepared.path,
      user,
      network,
      metadata: relay.address,
      port,
      folder,
    }),
  });
  watcher.watch(group.pid);
  made.defer(() => watcher.forget(group.pid));
  made.defer(() => group.kill());
  await recordProcess(folder, group.pid);
  const kept = made.move();
  const address = { host: '127.0.0.1', port };
  return {
    identity,
    address,
    listen: address,
    output: () => group.output(),
    exited: group.exited,
    stop: (options) => group.stop(options),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** The folder that the app runs in. */
async function makeFolders({
  folder,
  prepared,
  network,
}: {
  readonly folder: string;
  readonly prepared: PreparedProcess;
  readonly network: NetworkSettings;
}): Promise<string> {
  await mkdir(join(folder, 'home'), { recursive: true, mode: 0o700 });
  await mkdir(join(folder, 'tmp'));
  if (network.ca) await writeFile(join(folder, bundleFile), network.ca.pem);
  if (prepared.inPlace) return prepared.appFolder;
  const appFolder = join(folder, 'app');
  await copyOf(prepared.appFolder, appFolder);
  return appFolder;
}

function argvOf(command: Command): readonly [string, ...string[]] {
  switch (command.form) {
    case 'exec':
      return command.argv;
    case 'shell':
      return [command.shell, '-c', command.text];
    case 'image':
      throw failure({
        code: 'FB5320',
        message: 'what this app runs is known to its image alone',
        hint: 'Name the command with --entrypoint, or use a container engine.',
      });
    default:
      return command satisfies never;
  }
}

/** A port that nobody has at this moment; the app is the next to ask for it. */
async function freePort(): Promise<number> {
  const server = createServer();
  const { port } = await listenOn(server, { host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
