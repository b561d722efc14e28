/** Where something listens: a host name or an IP address, and a TCP port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `HOST:PORT`, with IPv6 addresses in brackets. */
export function formatAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
