import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';

/** Something that answers requests on a port of 127.0.0.1. */
export interface Peer {
  readonly name: string;
  readonly port: number;
  /** The process whose CPU time counts, and that of those which it has started. */
  readonly pid: number;
}

/** What is measured has a core of its own; load, and whatever else is needed, has another. What uses several has both. */
export const cores = { measured: '0', load: '1', all: '0,1' };

/** A command that runs on the core where nothing is measured. */
export function onLoadCore(command: string, args: readonly string[]): [string, string[]] {
  return ['taskset', ['-c', cores.load, command, ...args]];
}

/** Keeps this process itself there as well. */
export function stayOnLoadCore(): void {
  execFileSync('taskset', ['-c', '-p', cores.load, String(process.pid)], { stdio: 'ignore' });
}

/** Starts a program on one core, and waits until it listens; it ends with `made`. */
export async function startPeer(
  {
    name,
    port,
    core,
    command,
  }: Omit<Peer, 'pid'> & { readonly core: string; readonly command: readonly string[] },
  made: AsyncDisposableStack,
): Promise<Peer> {
  const child = spawn('taskset', ['-c', core, ...command], { stdio: ['ignore', 'ignore', 'inherit'] });
  made.defer(() => end(child));
  await listens(port, child);
  return { name, port, pid: child.pid ?? 0 };
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
