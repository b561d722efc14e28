import { execFileSync, spawnSync } from 'node:child_process';
import type { Engine } from '../../src/engine/index.ts';
import type { Finished } from './command-line.ts';

/** A container with the executable, an engine's socket, and this machine's network. */
export interface MachineWithoutNode extends Disposable {
  /** Runs a command in `cwd`, a folder of the container. */
  run(cwd: string, command: readonly string[], env?: Readonly<Record<string, string>>): Finished;
}

/** Starts a container of `image` that has `executable` in its PATH and `folder` at its own path. */
export function startMachineWithoutNode({
  image,
  executable,
  folder,
  engine,
}: {
  readonly image: string;
  readonly executable: string;
  readonly folder: string;
  readonly engine: Engine;
}): MachineWithoutNode {
  const { url } = engine.capabilities.endpoint;
  const socket = /^unix:\/\/(.*)/.exec(url)?.[1];
  const volumes = [`${executable}:/usr/local/bin/flexbuild:ro`, `${folder}:${folder}`];
  if (socket !== undefined) volumes.push(`${socket}:${socket}`);
  const id = docker(
    ...['run', '--detach', '--init', '--network', 'host', '--label', 'dev.flexbuild.test-machine'],
    ...[...volumes.flatMap((volume) => ['--volume', volume]), '--env', `DOCKER_HOST=${url}`],
    ...['--entrypoint', 'sleep', image, 'infinity'],
  );
  return {
    run(cwd, command, env = {}) {
      const variables = Object.entries({ HOME: '/tmp', ...env }).flatMap(([name, value]) => [
        '--env',
        `${name}=${value}`,
      ]);
      const { status, stdout, stderr } = spawnSync(
        'docker',
        ['exec', ...variables, '--workdir', cwd, id, ...command],
        { encoding: 'utf8' },
      );
      return { status, stdout, stderr };
    },
    [Symbol.dispose]: () => void docker('rm', '--force', '--volumes', id),
  };
}

function docker(...args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8' }).trim();
}
