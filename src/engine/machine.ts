import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { inCheckout, type Environment } from '../core/index.ts';

/** What the search for an engine, and the advice where there is none, depend on. */
export interface Machine {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly root: boolean;
  /** Runs Debian or one of its children. */
  readonly debianLike: boolean;
  /** dockerd is installed. */
  readonly dockerd: boolean;
  readonly systemd: boolean;
  /** flexbuild runs from its sources, which have a Makefile. */
  readonly checkout: boolean;
  /** URLs of the usual sockets, in the order to try. */
  readonly sockets: readonly string[];
}

/** The machine this process runs on. */
export function thisMachine(env: Machine['env']): Machine {
  const home = env['HOME'] ?? env['USERPROFILE'] ?? homedir();
  const { platform } = process;
  return {
    env,
    platform,
    home,
    root: process.getuid?.() === 0,
    debianLike: /^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(textOf('/etc/os-release')),
    dockerd: [...(env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin'].some((folder) =>
      existsSync(join(folder, 'dockerd')),
    ),
    systemd: existsSync('/run/systemd/system'),
    checkout: inCheckout(),
    sockets: usualSockets({ env, platform, home }),
  };
}

/** Docker's own, Docker Desktop's, colima's, Rancher Desktop's, rootless Docker's, Podman's. */
export function usualSockets({
  env,
  platform,
  home,
}: Pick<Machine, 'env' | 'platform' | 'home'>): readonly string[] {
  if (platform === 'win32') {
    return ['npipe:////./pipe/docker_engine', 'npipe:////./pipe/podman-machine-default'];
  }
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    '/var/run/docker.sock',
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    join(home, '.colima/default/docker.sock'),
    join(home, '.rd/docker.sock'),
    ...(runtime === undefined ? [] : [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')]),
    '/run/podman/podman.sock',
  ].map((path) => `unix://${path}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
