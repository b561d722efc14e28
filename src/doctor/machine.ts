import { statfs } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { machine as machineName } from 'node:os';
import { debianObstacle } from '../bases/index.ts';
import { networkSettingsFrom, wantedNode, type Address, type Environment } from '../core/index.ts';
import { connectEngine } from '../engine/index.ts';
import { findInterpreter, firstIn, foldersOf, processLimits } from '../hosts/index.ts';
import { headStatus } from './head-status.ts';
import { nearestFolder } from './nearest-folder.ts';
import type { Machine, MachineFacts } from './types.ts';

/** The machine that this process runs on, as the user of `env` sees it. */
export function machineHere({
  env,
  cacheFolder,
  interpreter: override,
}: {
  readonly env: Environment;
  readonly cacheFolder: string;
  /** `--python`; null: found by the version that the app asks for. */
  readonly interpreter: string | null;
}): Machine {
  return {
    about: factsHere(cacheFolder),
    engine: (signal) => connectEngine({ env, signal }),
    debianObstacle,
    freeBytes,
    network: {
      settings: () => networkSettingsFrom(env),
      isFree,
      connects,
      status: (url, settings, signal) => headStatus({ url, proxy: settings.proxy, signal }),
    },
    processes: {
      interpreter: (wanted) => findInterpreter({ wanted, env, override }),
      program: (name) => firstIn(foldersOf(env), name),
      limitsObstacle: async () => (await processLimits(env)).diagnostic?.message ?? null,
    },
  };
}

function factsHere(cacheFolder: string): MachineFacts {
  return {
    architecture: architectureNamed(machineName()),
    node: {
      version: process.versions.node,
      architecture: architectureNamed(process.arch),
      wanted: wantedNode(),
    },
    cacheFolder: nearestFolder(cacheFolder),
  };
}

/** uname's and Node's names, as container engines have them: https://go.dev/doc/install/source#environment */
const architectures: Readonly<Record<string, string>> = { x86_64: 'amd64', x64: 'amd64', aarch64: 'arm64' };

function architectureNamed(name: string): string {
  return architectures[name] ?? name;
}

async function freeBytes(folder: string): Promise<number | null> {
  return await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => null,
  );
}

/** Asked by trying, on the address that the front end listens on. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port }, () => server.close(() => resolve(true)));
  });
}

function connects({ host, port }: Address, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = createConnection({ host, port, signal });
    const end = (answer: boolean): void => {
      connection.destroy();
      resolve(answer);
    };
    connection.once('connect', () => end(true));
    connection.once('error', () => end(false));
  });
}
