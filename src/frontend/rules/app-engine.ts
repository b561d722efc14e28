import type { RequestFacts } from './facts.ts';
import { named, replace, type HeaderField } from './field.ts';

const https = named('X-Appengine-Https');
const userIp = named('X-Appengine-User-Ip');
const defaultVersionHostname = named('X-Appengine-Default-Version-Hostname');
const requestLogId = named('X-Appengine-Request-Log-Id');
const timeoutMs = named('X-Appengine-Timeout-Ms');

/** App Engine's own headers about the client and the request. `dropReserved` has taken the client's away. */
export function setAppEngineHeaders(fields: HeaderField[], facts: RequestFacts): void {
  fields.push(
    ...facts.place,
    https(facts.secure ? 'on' : 'off'),
    userIp(facts.clientAddress),
    defaultVersionHostname(facts.defaultHostname),
    requestLogId(facts.randomHex(32)),
  );
  // What is left of the deadline when the request arrives: a sample on App Engine says 599999 for ten minutes.
  const { requestTimeoutMs } = facts;
  if (requestTimeoutMs !== Infinity) fields.push(timeoutMs(String(requestTimeoutMs - 1)));
}

/** What cron and task queues say of themselves: only they can, since `dropReserved` has taken these names from everybody. */
export function setTrustedHeaders(fields: HeaderField[], { trusted }: RequestFacts): void {
  if (trusted === null) return;
  for (const header of trusted.headers) replace(fields, header);
}
