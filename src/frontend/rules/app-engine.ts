import type { RequestFacts } from './facts.ts';
import { field, replace, type HeaderField } from './field.ts';

/** App Engine's own headers about the client and the request. `dropReserved` has taken the client's away. */
export function setAppEngineHeaders(fields: HeaderField[], facts: RequestFacts): void {
  fields.push(
    ...facts.place,
    field('X-Appengine-Https', facts.secure ? 'on' : 'off'),
    field('X-Appengine-User-Ip', facts.clientAddress),
    field('X-Appengine-Default-Version-Hostname', facts.defaultHostname),
    field('X-Appengine-Request-Log-Id', facts.randomHex(32)),
  );
  // What is left of the deadline when the request arrives: a sample on App Engine says 599999 for ten minutes.
  const { requestTimeoutMs } = facts;
  if (requestTimeoutMs !== Infinity)
    fields.push(field('X-Appengine-Timeout-Ms', String(requestTimeoutMs - 1)));
}

/** What cron and task queues say of themselves: only they can, since `dropReserved` has taken these names from everybody. */
export function setTrustedHeaders(fields: HeaderField[], { trusted }: RequestFacts): void {
  if (trusted === null) return;
  for (const header of trusted.headers) replace(fields, header);
}
