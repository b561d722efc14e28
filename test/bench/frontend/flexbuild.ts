import { startFrontEnd } from '../../../src/frontend/index.ts';

/** The front end alone, before one instance: `flexbuild.ts PORT ORIGIN`. */
const [port, origin] = process.argv.slice(2).map(Number) as [number, number];
const route = { kind: 'instance', address: { host: '127.0.0.1', port: origin }, instance: 'i' } as const;
await startFrontEnd({
  listen: { host: '127.0.0.1', port },
  route: () => route,
  defaultHostname: 'project.uc.r.appspot.com',
});
