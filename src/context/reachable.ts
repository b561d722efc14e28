import { error, redactUrl, type Diagnostic, type NetworkSettings, type Address } from '../core/index.ts';
import type { Reachability } from './types.ts';

interface Reachable {
  /** The settings with URLs that mean the same inside a container. */
  readonly settings: NetworkSettings;
  readonly extraHosts: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * `127.0.0.1` means the container itself inside a build and inside an instance: proxies and indexes there are named by
 * the host's gateway.
 */
export async function reachableFromContainers(
  network: NetworkSettings,
  way: Reachability,
): Promise<Reachable> {
  const { proxy, pip } = network;
  const diagnostics: Diagnostic[] = [];
  const moved = new Set<string>();
  const move = async (setting: string, url: string): Promise<string> => {
    const at = loopbackAddress(url);
    if (at === null) return url;
    const problem = await unreachable({ setting, url, port: at.port, way });
    if (problem) diagnostics.push(problem);
    const changed = new URL(url);
    changed.hostname = way.hostGatewayName;
    moved.add(`${changed.protocol}//${changed.hostname}`);
    return changed.href;
  };
  const moveIf = async (setting: string, url: string | null): Promise<string | null> =>
    url === null ? null : await move(setting, url);
  const moveAll = async (setting: string, urls: readonly string[]): Promise<readonly string[]> =>
    await Promise.all(urls.map(async (url) => await move(setting, url)));
  const settings = {
    ...network,
    proxy: {
      ...proxy,
      http: await moveIf('HTTP_PROXY', proxy.http),
      https: await moveIf('HTTPS_PROXY', proxy.https),
    },
    pip: {
      ...pip,
      indexUrl: await moveIf("pip's index-url", pip.indexUrl),
      extraIndexUrls: await moveAll("pip's extra-index-url", pip.extraIndexUrls),
      findLinks: await moveAll("pip's find-links", pip.findLinks),
      trustedHosts: pip.trustedHosts,
    },
  };
  // pip takes plain HTTP from loopback without being told to, and from nowhere else.
  const trustedHosts = moved.has(`http://${way.hostGatewayName}`)
    ? [...pip.trustedHosts, way.hostGatewayName]
    : pip.trustedHosts;
  const extraHosts =
    moved.size > 0 && way.hostGatewayName === 'host.docker.internal'
      ? [`${way.hostGatewayName}:host-gateway`]
      : [];
  return { settings: { ...settings, pip: { ...settings.pip, trustedHosts } }, extraHosts, diagnostics };
}

/** Null where the URL is not on loopback. */
function loopbackAddress(url: string): { readonly port: number } | null {
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (
    host !== 'localhost' &&
    host !== '::1' &&
    !/^127\.\d+\.\d+\.\d+$/.test(host) &&
    !host.endsWith('.localhost')
  )
    return null;
  return { port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

async function unreachable({
  setting,
  url,
  port,
  way: { hostAddress, reaches = listens },
}: {
  readonly setting: string;
  readonly url: string;
  readonly port: number;
  readonly way: Reachability;
}): Promise<Diagnostic | null> {
  if (hostAddress === null || (await reaches({ host: hostAddress, port }))) return null;
  return error({
    code: 'FB3013',
    message: `${setting} is ${redactUrl(url)}, where containers cannot reach it: nothing listens at ${hostAddress}:${port}`,
    hint: `Let it listen on ${hostAddress} as well, or unset the setting for the build.`,
  });
}

const patienceMs = 1000;

async function listens({ host, port }: Address): Promise<boolean> {
  const { connect } = await import('node:net');
  return await new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patienceMs });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.once('timeout', () => settle(false));
  });
}
