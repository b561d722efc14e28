import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { RequestRecord } from '../core/index.ts';

/** What one version of a service has answered since the session began; sizes in bytes, times in milliseconds. */
export interface VersionStatistics {
  /** Null, version as well: requests that no instance answered. */
  readonly service: string | null;
  readonly version: string | null;
  readonly requests: number;
  /** Those that came over TLS. */
  readonly secure: number;
  /** By the first digit of their status: `2xx`. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly latencyMs: LatencyStatistics;
}

/** Of WebSockets as well: theirs is how long they were open. */
export interface LatencyStatistics {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Counts requests; its size does not depend on how many there are. */
export interface Statistics {
  count(request: CountedRequest): void;
  /** One entry a version that has answered, in the order of their first answers. */
  read(): readonly VersionStatistics[];
}

interface CountedRequest {
  readonly record: RequestRecord;
  readonly service: string | null;
  readonly version: string | null;
}

export function createStatistics(): Statistics {
  const versions = new Map<string, Counters>();
  return {
    count({ record, service, version }) {
      const key = JSON.stringify([service, version]);
      let counters = versions.get(key);
      if (counters === undefined) {
        counters = newCounters({ service, version });
        versions.set(key, counters);
      }
      add(counters, record);
    },
    read: () => [...versions.values()].map(statisticsOf),
  };
}

interface Counters {
  readonly service: string | null;
  readonly version: string | null;
  requests: number;
  secure: number;
  readonly statuses: Map<string, number>;
  requestBytes: number;
  responseBytes: number;
  readonly latencyUs: RecordableHistogram;
}

/** WebSockets are open for an hour at most; what lasts longer counts as this long. */
const longestUs = 2 * 60 * 60 * 1_000_000;

/** Three digits: at most a thousandth off, in some hundred kilobytes, whatever is recorded. */
const digits = 3;

function newCounters(whose: Pick<Counters, 'service' | 'version'>): Counters {
  const latencyUs = createHistogram({ lowest: 1, highest: longestUs, figures: digits });
  const none = { requests: 0, secure: 0, requestBytes: 0, responseBytes: 0 };
  return { ...whose, ...none, statuses: new Map(), latencyUs };
}

function add(counters: Counters, record: RequestRecord): void {
  const { status, secure, requestBytes, responseBytes, latencyMs } = record;
  counters.requests++;
  if (secure) counters.secure++;
  const kind = `${Math.floor(status / 100)}xx`;
  counters.statuses.set(kind, (counters.statuses.get(kind) ?? 0) + 1);
  counters.requestBytes += requestBytes;
  counters.responseBytes += responseBytes;
  counters.latencyUs.record(Math.min(longestUs, Math.max(1, Math.round(latencyMs * 1000))));
}

function statisticsOf({ latencyUs, statuses, ...counters }: Counters): VersionStatistics {
  const percentile = (percent: number) => latencyUs.percentile(percent) / 1000;
  return {
    ...counters,
    statuses: Object.fromEntries([...statuses].toSorted()),
    latencyMs: {
      min: latencyUs.min / 1000,
      mean: latencyUs.mean / 1000,
      p50: percentile(50),
      p90: percentile(90),
      p99: percentile(99),
      max: latencyUs.max / 1000,
    },
  };
}
