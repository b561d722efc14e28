import { expect, test } from 'vitest';
import { createStatistics } from '../../../src/frontend/index.ts';
import { requestRecord } from '../../support/request-record.ts';

test('each version has counters of its own', () => {
  const statistics = createStatistics();
  const count = (service: string | null, difference: Parameters<typeof requestRecord>[0]) =>
    statistics.count({ record: requestRecord(difference), service, version: service && 'v1' });
  count('web', { status: 200, secure: true, requestBytes: 10, responseBytes: 100 });
  count('web', { status: 404, requestBytes: 1, responseBytes: 2 });
  count('api', { status: 204 });
  count('web', { status: 201 });
  count(null, { status: 503 });
  expect(statistics.read()).toMatchObject([
    {
      service: 'web',
      version: 'v1',
      requests: 3,
      secure: 1,
      statuses: { '2xx': 2, '4xx': 1 },
      requestBytes: 11,
      responseBytes: 107,
    },
    { service: 'api', version: 'v1', requests: 1, secure: 0, statuses: { '2xx': 1 } },
    { service: null, version: null, requests: 1, statuses: { '5xx': 1 } },
  ]);
});

test('latencies from a microsecond to hours are at most a thousandth off', () => {
  const statistics = createStatistics();
  for (let nth = 1; nth <= 1000; nth++) {
    statistics.count({ record: requestRecord({ latencyMs: nth }), service: 'web', version: 'v1' });
  }
  const [{ latencyMs }] = statistics.read() as [ReturnType<typeof statistics.read>[number]];
  const wanted = { min: 1, mean: 500.5, p50: 500, p90: 900, p99: 990, max: 1000 };
  for (const [name, value] of Object.entries(wanted)) {
    expect(Math.abs(latencyMs[name as keyof typeof wanted] / value - 1), name).toBeLessThanOrEqual(0.001);
  }
});

test.each([
  [0, 0.001],
  [0.000_4, 0.001],
  [3_600_000, 3_600_000],
  [10 * 3_600_000, 2 * 3_600_000],
])('a latency of %d ms counts as %d ms', (latencyMs, counted) => {
  const statistics = createStatistics();
  statistics.count({ record: requestRecord({ latencyMs }), service: 'web', version: 'v1' });
  const max = statistics.read()[0]?.latencyMs.max ?? 0;
  expect(Math.abs(max / counted - 1)).toBeLessThanOrEqual(0.001);
});
