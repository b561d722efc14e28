import type { AddressInfo, Server } from 'node:net';
import type { Address } from './address.ts';

interface ListenOptions {
  /** Other processes listen there as well, and the system spreads connections over all of them (SO_REUSEPORT). */
  readonly shared?: boolean;
}

/** Makes `server` listen, and gives the address with the port that port 0 was given. Rejects with the system's error. */
export function listenOn(
  server: Server,
  { host, port }: Address,
  { shared = false }: ListenOptions = {},
): Promise<Address> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog, reusePort: shared }, () => {
      server.off('error', reject);
      resolve({ host, port: (server.address() as AddressInfo).port });
    });
  });
}

/** What Linux allows at most. Of a burst above Node's own 511 the kernel drops connections, which come back a second later. */
const backlog = 4096;
