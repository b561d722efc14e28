import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenarios } from './scenarios.ts';

/** Something that answers requests on a port of 127.0.0.1. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  /** The process whose CPU time counts. */
  readonly pid: number;
}

/** Everything that is compared; disposing ends all of it. */
export interface Peers extends AsyncDisposable {
  readonly all: readonly Peer[];
}

const cores = { proxy: '0', load: '1' };
const sizes = scenarios.flatMap((one) => (one.kind === 'http' && one.down > 0 ? [one.down] : []));
const here = import.meta.dirname;

/** A command that runs beside the origin, on the core where no proxy runs. */
export function onLoadCore(command: string, args: readonly string[]): [string, string[]] {
  return ['taskset', ['-c', cores.load, command, ...args]];
}

/** Starts the origin and the three proxies before it. */
export async function startPeers(): Promise<Peers> {
  await using made = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  made.defer(() => rm(folder, { recursive: true }));
  for (const bytes of sizes) await put(folder, bytes);
  const first = 20_000 + (process.pid % 10_000);
  const ports = {
    ORIGIN: first,
    APP: first + 1,
    NGINX: first + 2,
    HAPROXY: first + 3,
    FLEXBUILD: first + 4,
  };

  const configured = async (name: string): Promise<string> => {
    const text = await readFile(join(here, name), 'utf8');
    const file = join(folder, name);
    await writeFile(
      file,
      text.replace(/\{\{(\w+)\}\}/g, (_, key: keyof typeof ports) => String(ports[key])),
    );
    return file;
  };
  const start = async (
    name: string,
    port: number,
    core: string,
    command: readonly string[],
  ): Promise<Peer> => {
    const child = spawn('taskset', ['-c', core, ...command], { stdio: ['ignore', 'ignore', 'inherit'] });
    made.defer(() => end(child));
    await listens(port, child);
    return { name, port, pid: child.pid ?? 0 };
  };
  const nginx = async (config: string) => [
    'nginx',
    '-p',
    folder,
    '-e',
    'stderr',
    '-c',
    await configured(config),
  ];

  const { proxy, load } = cores;
  await start('app', ports.APP, load, [process.execPath, join(here, 'app.ts'), String(ports.APP)]);
  const direct = await start('direct', ports.ORIGIN, load, await nginx('origin.conf'));
  const flexbuild = [
    process.execPath,
    join(here, 'flexbuild.ts'),
    String(ports.FLEXBUILD),
    String(ports.ORIGIN),
  ];
  const all = [
    direct,
    await start('nginx', ports.NGINX, proxy, await nginx('nginx.conf')),
    await start('haproxy', ports.HAPROXY, proxy, [
      'haproxy',
      '-q',
      '-db',
      '-f',
      await configured('haproxy.cfg'),
    ]),
    await start('flexbuild', ports.FLEXBUILD, proxy, flexbuild),
  ];
  const kept = made.move();
  return { all, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** A file that the origin answers with. */
async function put(folder: string, bytes: number): Promise<void> {
  await mkdir(join(folder, 'files'), { recursive: true });
  await writeFile(join(folder, 'files', String(bytes)), 'x'.repeat(bytes));
}

/** Fulfils when something accepts connections there; throws where the process ends instead. */
async function listens(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended`);
    const socket = connect({ host: '127.0.0.1', port });
    const connected = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (connected) return;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
