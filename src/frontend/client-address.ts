import type { Socket } from 'node:net';
import type { ClientRequest } from './client.ts';

/** The address of whoever is at the other end: IPv4 as IPv4 on a socket for both, IPv6 without its zone. */
export function clientAddressOf(socket: Socket): string {
  const address = socket.remoteAddress ?? 'unknown';
  const unmapped =
    address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
  const zone = unmapped.indexOf('%');
  return zone === -1 ? unmapped : unmapped.slice(0, zone);
}

/** Whether TLS ends here. */
export function isSecure(socket: Socket): boolean {
  return 'encrypted' in socket;
}

/** What the client speaks: `HTTP/1.1`, `HTTP/2`. */
export function protocolOf({ httpVersion, socket }: ClientRequest): string {
  const isHttp2 = 'alpnProtocol' in socket && socket.alpnProtocol === 'h2';
  return isHttp2 ? 'HTTP/2' : `HTTP/${httpVersion}`;
}
