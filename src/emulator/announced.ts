import type { Address } from '../core/index.ts';

/** What servers write when they listen: the address is in the groups `host` and `port`. */
const announcements: readonly RegExp[] = [
  // gunicorn: `[INFO] Listening at: http://127.0.0.1:8000 (1)`
  /Listening at: https?:\/\/(?<host>\[[^\]]+\]|[^\s:/]+):(?<port>\d+)/,
  // uvicorn: `Uvicorn running on http://127.0.0.1:8000`; werkzeug: ` * Running on http://127.0.0.1:5000`
  /[Rr]unning on https?:\/\/(?<host>\[[^\]]+\]|[^\s:/]+):(?<port>\d+)/,
  // Django: `Starting development server at http://127.0.0.1:8000/`
  /development server at https?:\/\/(?<host>\[[^\]]+\]|[^\s:/]+):(?<port>\d+)/,
  // http.server: `Serving HTTP on 127.0.0.1 port 8000`
  /Serving HTTP on (?<host>\S+) port (?<port>\d+)/,
  // many others: `listening on 127.0.0.1:3000`, `Listening on port 3000`
  /listening (?:on|at) (?:port |(?:https?:\/\/)?(?<host>\[[^\]]+\]|[\w.*-]*):)(?<port>\d+)/i,
];

/** Where the app itself says that it listens, in the order in which it says so. */
export function announcedAddresses(lines: readonly string[]): readonly Address[] {
  return lines.flatMap((line) => {
    for (const announcement of announcements) {
      const { host, port } = announcement.exec(line)?.groups ?? {};
      if (port !== undefined)
        return [{ host: (host ?? '').replace(/^\[|\]$/g, '') || '0.0.0.0', port: Number(port) }];
    }
    return [];
  });
}

/** The announced address that explains why nobody reaches an app that was to listen at `listen`; null where none does. */
export function misplacedAddress(lines: readonly string[], listen: Address): Address | null {
  const addresses = announcedAddresses(lines);
  const reachable = addresses.some(
    ({ host, port }) => port === listen.port && (isLoopback(listen.host) || !isLoopback(host)),
  );
  return reachable ? null : (addresses.at(-1) ?? null);
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
