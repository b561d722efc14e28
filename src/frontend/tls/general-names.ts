import { isIP, isIPv4 } from 'node:net';
import { OctetString } from 'asn1js';
import { GeneralName, GeneralSubtree, NameConstraints } from 'pkijs';
import { bufferOf } from './pem.ts';

/** The names an authority may vouch for: whoever trusts it for a desk should not have to trust it for a bank. */
export interface PermittedNames {
  /** Domains, each with everything below it. */
  readonly domains: readonly string[];
  /** `127.0.0.0/8`. */
  readonly networks: readonly string[];
}

/** Kinds of GeneralName (RFC 5280 §4.2.1.6). */
const dnsName = 2;
const ipAddress = 7;

/** A DNS name or an IP address as certificates have it. */
export function generalName(name: string): GeneralName {
  return isIP(name) === 0 ? new GeneralName({ type: dnsName, value: name }) : ofBytes(addressBytes(name));
}

/** RFC 5280 §4.2.1.10. */
export function constraintsTo({ domains, networks }: PermittedNames): NameConstraints {
  const bases = [...domains.map(generalName), ...networks.map(network)];
  return new NameConstraints({ permittedSubtrees: bases.map((base) => new GeneralSubtree({ base })) });
}

/** An address followed by its mask, in as many bytes. */
function network(cidr: string): GeneralName {
  const [address = '', prefix = ''] = cidr.split('/');
  const start = addressBytes(address);
  const mask = start.map((_, place) => 0xff00 >> Math.min(8, Math.max(0, Number(prefix) - place * 8)));
  return ofBytes([...start, ...mask.map((bits) => bits & 0xff)]);
}

function ofBytes(bytes: readonly number[]): GeneralName {
  return new GeneralName({
    type: ipAddress,
    value: new OctetString({ valueHex: bufferOf(Uint8Array.from(bytes)) }),
  });
}

function addressBytes(address: string): readonly number[] {
  if (isIPv4(address)) return address.split('.').map(Number);
  const [left = [], right = []] = address.split('::').map(groupsOf);
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => 0);
  return [...left, ...zeros, ...right].flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(part: string): readonly number[] {
  return part === '' ? [] : part.split(':').map((group) => parseInt(group, 16));
}
