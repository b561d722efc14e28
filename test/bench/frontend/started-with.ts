import { readFile } from 'node:fs/promises';
import type { FrontEndOptions, Route } from '../../../src/frontend/index.ts';

interface Started extends Required<Pick<FrontEndOptions, 'listen' | 'tls'>> {
  readonly route: Route;
  readonly rest: readonly string[];
}

/** What a front end's program is told: `PORT ORIGIN SECURE_PORT CERTIFICATE`, and the rest. */
export async function startedWith(argv: readonly string[]): Promise<Started> {
  const [port, origin, securePort] = argv.slice(2, 5).map(Number) as [number, number, number];
  const [file = '', ...rest] = argv.slice(5);
  const certificate = await readFile(file, 'utf8');
  const host = '127.0.0.1';
  return {
    listen: { host, port },
    tls: {
      listen: { host, port: securePort },
      certificates: { standard: { certificate, key: certificate }, forHost: () => Promise.resolve(null) },
    },
    route: { kind: 'instance', address: { host, port: origin }, instance: 'i' },
    rest,
  };
}
