import { schemeOf, type RequestFacts } from './facts.ts';
import { appendToList, field, named, removeWhere, replace, type HeaderField } from './field.ts';

/** The global forwarding rule's address, the last entry of X-Forwarded-For: the one that apps see on App Engine. */
const forwardingRuleAddress = '169.254.1.1';

/** What Google's load balancer calls itself. */
const via = field('Via', '1.1 google');

const forwardedFor = named('X-Forwarded-For');
const forwardedProto = named('X-Forwarded-Proto');
const forwarded = named('Forwarded');
const hostField = named('Host');

/** `CLIENT'S OWN, CLIENT, FORWARDING RULE`: what the client sent stays on the left, so only the second from the right can be trusted. */
export function appendForwardedFor(fields: HeaderField[], { clientAddress }: RequestFacts): void {
  appendToList(fields, forwardedFor(`${clientAddress}, ${forwardingRuleAddress}`));
}

/** What the client spoke to the front end; a client's own value would be a lie. */
export function setForwardedProto(fields: HeaderField[], facts: RequestFacts): void {
  replace(fields, forwardedProto(schemeOf(facts)));
}

/** RFC 7239: IPv6 addresses in brackets. */
export function appendForwarded(fields: HeaderField[], facts: RequestFacts): void {
  const { clientAddress } = facts;
  const node = clientAddress.includes(':') ? `[${clientAddress}]` : clientAddress;
  appendToList(fields, forwarded(`for="${node}";proto=${schemeOf(facts)}`));
}

/** RFC 9110 §7.6.3: every proxy adds itself, to requests and to responses. */
export function appendVia(fields: HeaderField[]): void {
  appendToList(fields, via);
}

/** The front end answers `Expect: 100-continue` itself, as nginx does, so there is nothing left to expect. */
export function dropExpect(fields: HeaderField[]): void {
  removeWhere(fields, ({ key }) => key === 'expect');
}

/** The host that was asked for: an absolute-form target overrides the Host header (RFC 9112 §3.2.2). */
export function setHost(fields: HeaderField[], { host }: RequestFacts): void {
  const at = fields.findIndex(({ key }) => key === 'host');
  if (at === -1) fields.unshift(hostField(host));
  else if (fields[at]?.value !== host) fields[at] = hostField(host);
}
