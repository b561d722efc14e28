import { setTimeout as wait } from 'node:timers/promises';
import type { VersionStatistics } from '../../index.ts';
import type { Command } from '../command.ts';
import { formatTable } from '../print/table.ts';
import { openSessionNamed, sessionArgument } from '../sessions.ts';

/** Between two tables of `--watch`. */
const watchMs = 2_000;

export const stats: Command = {
  name: 'stats',
  summary: 'Print how many requests each version has answered, and how fast',
  arguments: [sessionArgument],
  flags: ['watch'],
  examples: ['flexbuild stats', 'flexbuild stats --watch', 'flexbuild stats --format json'],
  async run(call) {
    const { args, options, job, print } = call;
    const session = await openSessionNamed({ ...call, options: { ...options, session: args[0] ?? null } });
    do {
      const versions = await session.statistics({ signal: job.signal });
      print.result({ kind: 'statistics', versions }, () => tableOf(versions));
      if (options.watch) await wait(watchMs, undefined, { signal: job.signal });
    } while (options.watch);
    return 0;
  },
};

function tableOf(versions: readonly VersionStatistics[]): string {
  return formatTable(
    ['SERVICE', 'VERSION', 'REQUESTS', 'HTTPS', 'STATUS', 'IN', 'OUT', 'P50', 'P90', 'P99', 'MAX'],
    versions.map((one) => [
      one.service ?? '(no instance)',
      one.version ?? '',
      String(one.requests),
      String(one.secure),
      Object.entries(one.statuses)
        .map(([kind, count]) => `${kind}:${String(count)}`)
        .join(' '),
      bytes(one.requestBytes),
      bytes(one.responseBytes),
      ...[one.latencyMs.p50, one.latencyMs.p90, one.latencyMs.p99, one.latencyMs.max].map(milliseconds),
    ]),
  );
}

function milliseconds(value: number): string {
  return `${value >= 100 ? value.toFixed(0) : value.toFixed(1)} ms`;
}

function bytes(count: number): string {
  if (count < 1_000) return `${String(count)} B`;
  return count < 1e6 ? `${(count / 1e3).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}
