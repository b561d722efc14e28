import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failure, sha256 } from '../core/index.ts';
import type { Machine } from './machine.ts';

/** Where an engine may answer. */
export interface Endpoint {
  /** `unix:///var/run/docker.sock`, `npipe://…`, `tcp://HOST:PORT`, `ssh://USER@HOST`. */
  readonly url: string;
  /** How it was found: `DOCKER_HOST`, `context colima`, `well-known socket`. */
  readonly from: string;
  /** Holds ca.pem, cert.pem and key.pem; null where the connection is not encrypted. */
  readonly tlsFolder: string | null;
}

/** The one that was named, or those that are usual, in the order to try. */
export type Lookup =
  | { readonly kind: 'named'; readonly endpoint: Endpoint }
  | { readonly kind: 'usual'; readonly endpoints: readonly Endpoint[] };

/**
 * What the docker CLI would talk to: DOCKER_HOST, then the context of DOCKER_CONTEXT or of the CLI's configuration,
 * then the usual sockets. Throws FB4004 where the one that is named cannot be made out.
 * https://docs.docker.com/engine/manage-resources/contexts/
 */
export async function lookUpEndpoints(machine: Machine): Promise<Lookup> {
  const { env } = machine;
  const host = env['DOCKER_HOST'];
  if (host !== undefined && host !== '') return { kind: 'named', endpoint: fromDockerHost(host, machine) };
  const context = await currentContext(machine);
  if (context !== null) return { kind: 'named', endpoint: await fromContext(context, machine) };
  return {
    kind: 'usual',
    endpoints: machine.sockets.map((url) => ({ url, from: 'well-known socket', tlsFolder: null })),
  };
}

function fromDockerHost(host: string, { env, home }: Machine): Endpoint {
  const url = checkedUrl(host, 'DOCKER_HOST');
  const encrypted = url.startsWith('tcp:') && (env['DOCKER_TLS_VERIFY'] ?? '') !== '';
  const certificates = env['DOCKER_CERT_PATH'] ?? configFolder({ env, home });
  return { url, from: 'DOCKER_HOST', tlsFolder: encrypted ? certificates : null };
}

function checkedUrl(value: string, from: string): string {
  // The CLI takes HOST:PORT for TCP.
  const url = value.includes('://') ? value : `tcp://${value}`;
  if (/^(unix|npipe):\/\/.+/.test(url)) return url;
  if (/^(tcp|https?|ssh):$/.test(URL.parse(url)?.protocol ?? '') && URL.parse(url)?.hostname !== '')
    return url;
  throw failure({
    code: 'FB4004',
    message: `${from} is ${JSON.stringify(value)}, which is no address of an engine`,
    hint: 'Give it as unix:///PATH, tcp://HOST:PORT or ssh://USER@HOST, or unset it.',
  });
}

function configFolder({ env, home }: Pick<Machine, 'env' | 'home'>): string {
  return env['DOCKER_CONFIG'] ?? join(home, '.docker');
}

/** Null for the default context, which is no context at all. */
async function currentContext(machine: Machine): Promise<string | null> {
  const named = machine.env['DOCKER_CONTEXT'] ?? (await configuredContext(machine));
  return named === null || named === '' || named === 'default' ? null : named;
}

async function configuredContext(machine: Machine): Promise<string | null> {
  const config = await readJson(join(configFolder(machine), 'config.json'));
  const current = (config as { readonly currentContext?: unknown } | null)?.currentContext;
  return typeof current === 'string' ? current : null;
}

async function fromContext(name: string, machine: Machine): Promise<Endpoint> {
  // The CLI names a context's folders by the digest of its name.
  const contexts = join(configFolder(machine), 'contexts');
  const meta = (await readJson(join(contexts, 'meta', sha256(name), 'meta.json'))) as ContextMeta | null;
  const host = meta?.Endpoints?.docker?.Host;
  if (host === undefined) {
    throw failure({
      code: 'FB4004',
      message: `the docker context ${JSON.stringify(name)} does not exist`,
      hint: 'Choose one of `docker context ls` with `docker context use`, or unset DOCKER_CONTEXT.',
    });
  }
  const url = checkedUrl(host, `the docker context ${name}`);
  const tlsFolder = join(contexts, 'tls', sha256(name), 'docker');
  const encrypted = (await readFile(join(tlsFolder, 'ca.pem')).catch(() => null)) !== null;
  return { url, from: `context ${name}`, tlsFolder: encrypted ? tlsFolder : null };
}

interface ContextMeta {
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
}

/** Null where there is no such file, or no JSON in it: the CLI goes on without it, too. */
async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
