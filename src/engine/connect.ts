import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';
import type { Environment } from '../core/index.ts';
import { askCapabilities } from './capabilities.ts';
import type { Client } from './client.ts';
import type { Publishing } from './container-request.ts';
import { containersOn } from './containers.ts';
import { lookUpEndpoints, type Endpoint } from './endpoints.ts';
import { imagesOn } from './images.ts';
import { thisMachine, type Machine } from './machine.ts';
import { networksOn } from './networks.ts';
import { noEngine, type Attempt } from './no-engine.ts';
import { registriesOn } from './registries.ts';
import type { Engine } from './types.ts';

/**
 * The engine that the docker CLI would use: DOCKER_HOST, then the current docker context, then the usual sockets.
 * Throws FB4001 to FB4004, with what to do on this system, where none answers. Installs and starts nothing.
 * `signal` ends the wait for one that is stuck before flexbuild itself would.
 */
export function connectEngine({
  env,
  signal = null,
}: {
  readonly env: Environment;
  readonly signal?: AbortSignal | null;
}): Promise<Engine> {
  return connectFrom(thisMachine(env), signal);
}

/** `connectEngine` for a given machine. */
export async function connectFrom(machine: Machine, signal: AbortSignal | null = null): Promise<Engine> {
  const lookup = await lookUpEndpoints(machine);
  const endpoints = lookup.kind === 'named' ? [lookup.endpoint] : lookup.endpoints;
  const attempts: Attempt[] = [];
  for (const endpoint of endpoints) {
    try {
      return await openEngine(endpoint, { machine, signal });
    } catch (cause) {
      attempts.push({ endpoint, cause });
    }
  }
  throw noEngine({ machine, lookup, attempts });
}

async function openEngine(
  endpoint: Endpoint,
  { machine, signal: stop }: { readonly machine: Machine; readonly signal: AbortSignal | null },
): Promise<Engine> {
  const client = await clientFor(endpoint, machine.env);
  // An engine that is stuck takes connections and answers nothing.
  const stuck = AbortSignal.timeout(/^(unix|npipe):/.test(endpoint.url) ? 5000 : 20_000);
  const signal = stop === null ? stuck : AbortSignal.any([stuck, stop]);
  const capabilities = await askCapabilities(client, { endpoint, signal });
  return {
    capabilities,
    images: imagesOn(client, capabilities),
    containers: containersOn(client, publishingOf(endpoint)),
    networks: networksOn(client),
    registries: registriesOn(client, capabilities),
    // Requests have connections of their own, which end with them.
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** No version in the requests: each engine then speaks its own, and newer ones refuse old versions. */
async function clientFor(endpoint: Endpoint, env: Machine['env']): Promise<Client> {
  const { default: Docker } = await import('dockerode');
  return new Docker(await clientOptions(endpoint, env));
}

async function clientOptions({ url, tlsFolder }: Endpoint, env: Machine['env']): Promise<DockerOptions> {
  const [, scheme = '', rest = ''] = /^([a-z]+):\/\/(.*)$/.exec(url) ?? [];
  if (scheme === 'unix' || scheme === 'npipe') {
    // The client reads DOCKER_HOST itself and would prefer its host.
    return { socketPath: rest, host: undefined as unknown as string, protocol: 'http' };
  }
  const { hostname, port, username } = new URL(url.replace(/^(tcp|ssh):/, 'http:'));
  if (scheme === 'ssh') {
    return {
      protocol: 'ssh',
      host: hostname,
      ...(port !== '' && { port: Number(port) }),
      username: username === '' ? (env['USER'] ?? 'root') : username,
      sshOptions: { agent: env['SSH_AUTH_SOCK'] ?? '' },
    };
  }
  const encrypted = tlsFolder !== null || scheme === 'https';
  const certificates = tlsFolder === null ? {} : await readCertificates(tlsFolder);
  const standardPort = encrypted ? 2376 : 2375;
  return {
    protocol: encrypted ? 'https' : 'http',
    host: hostname,
    port: port === '' ? standardPort : Number(port),
    ...certificates,
  };
}

async function readCertificates(folder: string): Promise<Pick<DockerOptions, 'ca' | 'cert' | 'key'>> {
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => readFile(join(folder, name))),
  );
  return { ca, cert, key };
}

/** Ports go to the loopback address, unless the engine is on a machine that we only reach by its name. */
function publishingOf({ url }: Endpoint): Publishing {
  const loopback = { bind: '127.0.0.1', host: '127.0.0.1' };
  if (!/^(tcp|https?):/.test(url)) return loopback;
  const { hostname } = new URL(url.replace(/^tcp:/, 'http:'));
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return /^(localhost|127\..*|::1)$/.test(host) ? loopback : { bind: '0.0.0.0', host };
}
