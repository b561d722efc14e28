import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cpuUsOf, rssMbOf, type Measured } from './measured.ts';
import { onLoadCore, type Peer } from './peers.ts';
import type { HttpScenario } from './scenarios.ts';

/** Loads a peer with wrk. Throws where an answer is not what was asked for: a fast error is no result. */
export async function measureHttp({ port, pid }: Peer, scenario: HttpScenario): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-bench-'));
  try {
    const script = join(folder, 'load.lua');
    await writeFile(script, `wrk.method = "${scenario.up > 0 ? 'POST' : 'GET'}"\n${bodyOf(scenario)}`);
    const load = ['-t1', `-c${scenario.connections}`, `-d${scenario.seconds}s`, '--latency', '-s', script];
    const [command, args] = onLoadCore('wrk', [
      ...load,
      `http://127.0.0.1:${port}/${scenario.down}?with=a&query`,
    ]);
    const before = cpuUsOf(pid);
    const { stdout } = await promisify(execFile)(command, args);
    if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(stdout);
    const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
    return {
      perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
      p50Ms: latencyMs(stdout, '50%'),
      p99Ms: latencyMs(stdout, '99%'),
      cpuUs: (cpuUsOf(pid) - before) / requests,
      rssMb: rssMbOf(pid),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function bodyOf({ up }: HttpScenario): string {
  return up > 0 ? `wrk.body = string.rep("x", ${up})\n` : '';
}

const unitMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

function latencyMs(stdout: string, percentile: string): number {
  const [, value, unit = ''] = new RegExp(`${percentile}\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
  return Number(value) * (unitMs[unit] ?? NaN);
}
