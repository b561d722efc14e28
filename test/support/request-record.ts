import type { RequestRecord } from '../../src/core/index.ts';

/** A request that an instance answered with 200, with `difference`. */
export function requestRecord(difference: Partial<RequestRecord> = {}): RequestRecord {
  return {
    method: 'GET',
    url: '/a?b=c',
    host: 'shop.localhost:8080',
    protocol: 'HTTP/1.1',
    secure: false,
    clientAddress: '127.0.0.1',
    userAgent: 'curl/8',
    referrer: null,
    status: 200,
    requestBytes: 0,
    responseBytes: 5,
    startedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    latencyMs: 12.345,
    trace: '0123456789abcdef0123456789abcdef',
    instance: 'aef-shop-v1-abcd',
    ...difference,
  };
}
