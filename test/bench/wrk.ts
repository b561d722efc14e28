import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cpuUsOf, familyOf, memoryOf, type Measured } from './measured.ts';
import { onLoadCore, type Peer } from './peer.ts';

/** Loads a peer with wrk. Throws where an answer is not what was asked for: a fast error is no result. */
export async function measureWithWrk(
  { port, pid }: Peer,
  {
    path,
    connections,
    seconds,
    options,
  }: {
    readonly path: string;
    readonly connections: number;
    readonly seconds: number;
    readonly options: readonly string[];
  },
): Promise<Measured> {
  const load = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', ...options];
  const [command, args] = onLoadCore('wrk', [...load, `http://127.0.0.1:${port}${path}`]);
  const pids = familyOf(pid);
  const before = cpuUsOf(...pids);
  const { stdout } = await promisify(execFile)(command, args);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50Ms: latencyMs(stdout, '50%'),
    p99Ms: latencyMs(stdout, '99%'),
    cpuUs: (cpuUsOf(...pids) - before) / requests,
    ...memoryOf(...pids),
  };
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

function latencyMs(stdout: string, percentile: string): number {
  const [, value, unit = ''] = new RegExp(`${percentile}\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
  return Number(value) * (unitMs[unit] ?? NaN);
}
