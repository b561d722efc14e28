import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuUsOf, familyOf, memoryOf, percentile, type Measured } from '../measured.ts';
import { onLoadCore } from '../peer.ts';
import type { ProxyPeer } from './peers.ts';
import type { HttpScenario } from './scenarios.ts';

/** Loads a peer with h2load. Throws where an answer is not what was asked for: a fast error is no result. */
export async function measureHttp2(
  { pid, securePort }: ProxyPeer,
  { connections, streams, seconds, down, up }: HttpScenario,
): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  try {
    const log = join(folder, 'requests');
    const body = join(folder, 'body');
    await writeFile(body, 'x'.repeat(up));
    const load = ['-t1', `-c${connections}`, `-m${streams}`, `-D${seconds}`, `--log-file=${log}`];
    const url = `https://127.0.0.1:${String(securePort)}/${down}?with=a&query`;
    const [command, args] = onLoadCore('h2load', [...load, ...(up > 0 ? ['-d', body] : []), url]);
    const pids = familyOf(pid);
    const before = cpuUsOf(...pids);
    const { stdout } = await promisify(execFile)(command, args);
    const cpuUs = cpuUsOf(...pids) - before;
    const [, succeeded, failed, errored] =
      /(\d+) succeeded, (\d+) failed, (\d+) errored/.exec(stdout)?.map(Number) ?? [];
    if (!succeeded || failed || errored || !stdout.includes(' 0 4xx, 0 5xx')) throw new Error(stdout);
    const latenciesUs = latenciesOf(await readFile(log, 'utf8'));
    return {
      perSecond: succeeded / seconds,
      p50Ms: percentile(latenciesUs, 0.5) / 1000,
      p99Ms: percentile(latenciesUs, 0.99) / 1000,
      cpuUs: cpuUs / succeeded,
      ...memoryOf(...pids),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** h2load's log: when a request began, its status, and how many microseconds it took, with tabs between. */
function latenciesOf(log: string): readonly number[] {
  const lines = log.trimEnd().split('\n');
  return lines.map((line) => Number(line.split('\t')[2])).sort((a, b) => a - b);
}
