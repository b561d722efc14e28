/**
 * What `flexbuild run` itself has in memory, in the foreground and in the background: once its app answers, after load over
 * 64 and over 1,000 connections, and a while later. The app is the Flask example, as a process.
 *
 *     node test/bench/session.ts
 *
 * Needs `dist/` (make build), Python, wrk and taskset: `apt-get install python3-venv wrk util-linux`.
 */
import { execFileSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { bin } from '../support/command-line.ts';
import { memoryOf } from './measured.ts';
import { cores, startPeer, stayOnLoadCore, type Peer } from './peer.ts';
import { measureWithWrk } from './wrk.ts';

/** V8 gives memory back some seconds after the last request. */
const restMs = 15_000;

const run = [process.execPath, bin, 'run', 'examples/python-flask', '--host', 'process', '--format', 'json'];
const port = 20_000 + (process.pid % 10_000);

stayOnLoadCore();
console.table({ foreground: await inForeground(), background: await inBackground() });

async function inForeground(): Promise<Record<string, string>> {
  await using made = new AsyncDisposableStack();
  const command = [...run, '--port', String(port)];
  return await measure(await startPeer({ name: 'foreground', port, core: cores.measured, command }, made));
}

async function inBackground(): Promise<Record<string, string>> {
  const args = ['-c', cores.measured, ...run, '--port', String(port), '--detach'];
  const lines = execFileSync('taskset', args, { encoding: 'utf8' }).trimEnd().split('\n');
  const { id, pid } = JSON.parse(lines.at(-1) ?? '') as { id: string; pid: number };
  try {
    return await measure({ name: 'background', port, pid });
  } finally {
    execFileSync(process.execPath, [bin, 'down', id], { stdio: 'ignore' });
  }
}

async function measure(peer: Peer): Promise<Record<string, string>> {
  const idle = memory(peer);
  await load(peer, 64);
  const few = memory(peer);
  await load(peer, 1000);
  const many = memory(peer);
  await wait(restMs);
  return {
    'app answers': idle,
    '64 connections': few,
    '1,000 connections': many,
    'a while later': memory(peer),
  };
}

async function load(peer: Peer, connections: number): Promise<void> {
  await measureWithWrk(peer, { path: '/', connections, seconds: 8, options: ['--timeout', '30s'] });
}

function memory({ pid }: Peer): string {
  const { rssMb, privateMb } = memoryOf(pid);
  return `${Math.round(rssMb)} MB, ${Math.round(privateMb)} private`;
}
