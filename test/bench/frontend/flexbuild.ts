import { readFile } from 'node:fs/promises';
import { keepHeapSmall } from '../../../src/core/index.ts';
import { startFrontEnd } from '../../../src/frontend/index.ts';

/** The front end alone, as `flexbuild run` has it, before one instance: `flexbuild.ts PORT ORIGIN SECURE_PORT CERTIFICATE`. */
const [port, origin, securePort] = process.argv.slice(2).map(Number) as [number, number, number];
const certificate = await readFile(process.argv[5] ?? '', 'utf8');
const host = '127.0.0.1';
const route = { kind: 'instance', address: { host, port: origin }, instance: 'i' } as const;
keepHeapSmall();
await startFrontEnd({
  listen: { host, port },
  tls: {
    listen: { host, port: securePort },
    certificates: { standard: { certificate, key: certificate }, forHost: () => Promise.resolve(null) },
  },
  route: () => route,
  defaultHostname: 'project.uc.r.appspot.com',
});
