import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cores, startPeer, type Peer } from '../peer.ts';
import { compile, configure, writeCertificate, writeFiles, type Places } from './prepare.ts';
import type { Scenario } from './scenarios.ts';

/** The origin, or something before it. */
export interface ProxyPeer extends Peer {
  /** What people put before their apps on Node. */
  readonly isLibrary: boolean;
  /** Where it speaks HTTP/2; null: nowhere. */
  readonly securePort: number | null;
  readonly hasWebSockets: boolean;
}

/** Everything that is compared; disposing ends all of it. */
export interface Peers extends AsyncDisposable {
  readonly all: readonly ProxyPeer[];
}

interface Program extends Pick<ProxyPeer, 'name' | 'isLibrary' | 'hasWebSockets'> {
  readonly hasHttp2: boolean;
  /** It is for several cores. */
  readonly isParallel?: boolean;
  /** Makes its command line. */
  readonly command: (places: Places) => Promise<readonly string[]>;
}

const server = { isLibrary: false, hasWebSockets: true, hasHttp2: true };
const library = { isLibrary: true, hasWebSockets: true, hasHttp2: false };

const origin: Program = { ...server, name: 'direct', command: nginx('origin.conf') };

const proxies: readonly Program[] = [
  { ...server, name: 'nginx', command: nginx('nginx.conf') },
  { ...server, name: 'haproxy', command: haproxy('haproxy.cfg') },
  { ...library, name: 'http-proxy-3', command: node('libraries/http-proxy-3.ts') },
  { ...library, name: 'httpxy', command: node('libraries/httpxy.ts') },
  { ...library, name: 'fast-proxy', command: node('libraries/fast-proxy.ts'), hasWebSockets: false },
  { ...server, name: 'flexbuild', command: node('flexbuild.ts') },
  { ...server, name: 'flexbuild, workers 2', command: twoWorkers, isParallel: true },
];

/** Starts the origin and the proxies before it. */
export async function startPeers(scenarios: readonly Scenario[]): Promise<Peers> {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  made.defer(() => rm(folder, { recursive: true }));
  await writeFiles(folder, scenarios);
  const certificate = await writeCertificate(folder);
  let lastPort = 20_000 + (process.pid % 10_000);

  const appPort = ++lastPort;
  const app = [process.execPath, await compile(folder, 'app.ts'), String(appPort)];
  await startPeer({ name: 'app', port: appPort, core: cores.load, command: app }, made);
  const direct = await start(origin, appPort, cores.load);
  const all = [direct];
  for (const proxy of proxies)
    all.push(await start(proxy, direct.port, proxy.isParallel ? cores.all : cores.measured));
  const kept = made.move();
  return { all, [Symbol.asyncDispose]: () => kept.disposeAsync() };

  async function start(
    { command, hasHttp2, ...program }: Program,
    behind: number,
    core: string,
  ): Promise<ProxyPeer> {
    const port = ++lastPort;
    const securePort = ++lastPort;
    const places = { folder, port, securePort, behind, certificate };
    const peer = await startPeer({ ...program, port, core, command: await command(places) }, made);
    return { ...program, ...peer, securePort: hasHttp2 ? securePort : null };
  }
}

function nginx(config: string): Program['command'] {
  return async (places) => [
    'nginx',
    '-p',
    places.folder,
    '-e',
    'stderr',
    '-c',
    await configure(config, places),
  ];
}

function haproxy(config: string): Program['command'] {
  return async (places) => ['haproxy', '-q', '-db', '-f', await configure(config, places)];
}

function node(program: string): Program['command'] {
  return async ({ folder, port, behind, securePort, certificate }) => [
    process.execPath,
    await compile(folder, program),
    ...[port, behind, securePort].map(String),
    certificate,
  ];
}

async function twoWorkers(places: Places): Promise<readonly string[]> {
  return [...(await node('workers.ts')(places)), await compile(places.folder, 'worker.ts')];
}
