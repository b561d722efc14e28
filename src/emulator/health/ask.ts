import { request } from 'node:http';
import type { Address } from '../../core/index.ts';

/** What App Engine's health checkers ask an instance for, and how. */
export interface HealthRequest {
  readonly address: Address;
  readonly check: { readonly path: string; readonly host: string | null; readonly timeoutMs: number };
}

/**
 * The status of one answer; null where there was none in time. As the platform's checks do, it comes over plain HTTP from
 * `GoogleHC/1.0`, without the headers of visitors' requests, and follows no redirect.
 */
export function askHealth({ address, check }: HealthRequest, signal: AbortSignal): Promise<number | null> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const headers = { 'User-Agent': 'GoogleHC/1.0', Host: check.host ?? 'localhost', Connection: 'close' };
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(check.timeoutMs)]);
  const asked = request({ ...address, path: check.path, headers, agent: false, signal: inTime });
  asked.on('response', (response) => {
    response.on('error', () => undefined);
    response.destroy();
    resolve(response.statusCode ?? null);
  });
  asked.on('error', () => resolve(null));
  asked.on('close', () => resolve(null));
  asked.end();
  return promise;
}
