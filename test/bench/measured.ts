import { readFileSync } from 'node:fs';

/** What one peer did under one load. A message is a request here. */
export interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
  /** With the program's own file, of which processes share one copy. */
  readonly rssMb: number;
  /** What no other process can share. */
  readonly privateMb: number;
}

/** The medians of each peer's rounds, as rows for `console.table`, with the CPU time relative to one of them. */
export function summary(
  results: ReadonlyMap<string, readonly Measured[]>,
  { baseline }: { readonly baseline: string },
): Record<string, Record<string, number>> {
  const rows: Record<string, Record<string, number>> = {};
  const cpuOf = (name: string) => medianOf(results.get(name) ?? [], 'cpuUs');
  for (const [name, measured] of results) {
    rows[name] = {
      'requests/s': Math.round(medianOf(measured, 'perSecond')),
      'p50 ms': rounded(medianOf(measured, 'p50Ms'), 2),
      'p99 ms': rounded(medianOf(measured, 'p99Ms'), 2),
      'µs CPU/request': rounded(cpuOf(name), 1),
      'RSS MB': Math.round(medianOf(measured, 'rssMb')),
      'private MB': Math.round(medianOf(measured, 'privateMb')),
      [`CPU × ${baseline}`]: rounded(cpuOf(name) / cpuOf(baseline), 2),
      [`requests × ${baseline}`]: rounded(
        medianOf(measured, 'perSecond') / medianOf(results.get(baseline) ?? [], 'perSecond'),
        2,
      ),
    };
  }
  return rows;
}

/** The ratio of two peers' medians. */
export function ratioOf(
  one: readonly Measured[],
  other: readonly Measured[],
  key: 'perSecond' | 'cpuUs',
): number {
  return medianOf(one, key) / medianOf(other, key);
}

/** A process, and those that it has started itself. */
export function familyOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...children.split(' ').filter(Boolean).map(Number)];
}

/** User and system time of all threads of some processes so far; a clock tick is 10 ms on Linux. */
export function cpuUsOf(...pids: readonly number[]): number {
  const ticks = pids.map((pid) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  });
  return sum(ticks) * 10_000;
}

/** What some processes have in memory now. */
export function memoryOf(...pids: readonly number[]): Pick<Measured, 'rssMb' | 'privateMb'> {
  const statuses = pids.map((pid) => readFileSync(`/proc/${pid}/status`, 'utf8'));
  const mb = (field: string): number =>
    sum(statuses.map((status) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024));
  return { rssMb: mb('VmRSS'), privateMb: mb('RssAnon') };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/** Of numbers in ascending order: the one below which that share of them lies. */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}

function medianOf(measured: readonly Measured[], key: keyof Measured): number {
  const values = measured.map((one) => one[key]).sort((a, b) => a - b);
  return percentile(values, 0.5);
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
