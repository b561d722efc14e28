import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** As `make build` leaves it: npm installs the same files. */
const program = 'dist/bin.js';
const app = 'examples/python-flask';
const rounds = 25;

/** Limits are above what `docs/performance.md` aims at, as far as machines differ. */
const commands = [
  { name: 'node -e 0', args: ['-e', '0'], limit: 1 },
  { name: 'flexbuild --version', args: [program, '--version'], limit: 2 },
  { name: 'flexbuild check', args: [program, 'check', app], limit: 2.5 },
  { name: 'flexbuild plan', args: [program, 'plan', app], limit: 2.5 },
  { name: 'flexbuild gen-config', args: [program, 'gen-config', '--custom', '--stdout', app], limit: 2.5 },
] as const;

test('start-up beside bare node: whole processes, in alternation', () => {
  const times = new Map<string, number[]>(commands.map(({ name }) => [name, []]));
  for (let round = -2; round < rounds; round++)
    for (const { name, args } of commands) {
      const ms = timeOf(args);
      // The first rounds fill caches, flexbuild's own among them.
      if (round >= 0) times.get(name)?.push(ms);
    }
  const medianOf = (name: string) => median(times.get(name) ?? []);
  const bare = medianOf('node -e 0');
  const rows = commands.map(({ name, limit }) => ({
    name,
    ms: Number(medianOf(name).toFixed(1)),
    '× node': Number((medianOf(name) / bare).toFixed(2)),
    limit,
  }));
  console.table(rows);
  expect(rows.filter((row) => row['× node'] > row.limit)).toEqual([]);
});

function timeOf(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}`);
  return ms;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
