import type { RequestFacts } from './facts.ts';
import { field, replace, type HeaderField } from './field.ts';

/** Nobody looks up where a client of this machine is: the values App Engine uses for an address it does not know. */
const unknownPlace: readonly HeaderField[] = [
  field('X-Appengine-Country', 'ZZ'),
  field('X-Appengine-Region', '?'),
  field('X-Appengine-City', '?'),
  field('X-Appengine-CityLatLong', '0.000000,0.000000'),
];

/** App Engine's own headers about the client and the request. `dropReserved` has taken the client's away. */
export function setAppEngineHeaders(fields: HeaderField[], facts: RequestFacts): void {
  fields.push(
    ...unknownPlace,
    field('X-Appengine-Https', facts.secure ? 'on' : 'off'),
    field('X-Appengine-User-Ip', facts.clientAddress),
    field('X-Appengine-Default-Version-Hostname', facts.defaultHostname),
    field('X-Appengine-Request-Log-Id', facts.randomHex(32)),
    // What is left of the deadline when the request arrives: a sample on App Engine says 599999 for ten minutes.
    field('X-Appengine-Timeout-Ms', String(facts.requestTimeoutMs - 1)),
  );
}

/** What cron and task queues say of themselves: only they can, since `dropReserved` has taken these names from everybody. */
export function setTrustedHeaders(fields: HeaderField[], { trusted }: RequestFacts): void {
  if (trusted === null) return;
  for (const header of trusted.headers) replace(fields, header);
}
