import { reachableFromContainers } from '../../context/index.ts';
import { directNetwork, proxyVariables, type NetworkSettings, type Notice } from '../../core/index.ts';
import type { ContainerSpec, EngineCapabilities } from '../../engine/index.ts';
import { gatewayName, gatewayNames } from './gateway.ts';
import { bundleVariables, direct } from '../machine-variables.ts';

/** What an app is given of this machine, so that it reaches the outside as the machine does. */
export interface MachineSettings {
  readonly env: Readonly<Record<string, string>>;
  readonly files: ContainerSpec['files'];
  /** What could not be passed on. */
  readonly notices: readonly Notice[];
}

/** Where a container has what it is given of this machine; no image has it. */
export const machineFilesFolder = '/etc/flexbuild';

const bundlePath = `${machineFilesFolder}/ca-certificates.pem`;

/** The CA bundle and the proxies of this machine as environment and files of a container; nothing where it has neither. */
export async function machineSettings(
  network: NetworkSettings,
  capabilities: EngineCapabilities,
): Promise<MachineSettings> {
  const proxies = await proxySettings(network, capabilities);
  if (network.ca === null) return { ...proxies, files: [] };
  return {
    env: { ...proxies.env, ...Object.fromEntries(bundleVariables.map((name) => [name, bundlePath])) },
    files: [{ path: bundlePath, content: Buffer.from(network.ca.pem), mode: 0o444 }],
    notices: proxies.notices,
  };
}

/** A proxy on this machine's loopback goes by the gateway's name, where something listens there, and is left out elsewhere. */
async function proxySettings(
  network: NetworkSettings,
  capabilities: EngineCapabilities,
): Promise<Pick<MachineSettings, 'env' | 'notices'>> {
  const { settings, diagnostics } = await reachableFromContainers(
    { ...directNetwork, proxy: network.proxy },
    { hostGatewayName: gatewayName(capabilities), hostAddress: capabilities.hostAddress },
  );
  const given: readonly (string | null)[] = [network.proxy.http, network.proxy.https];
  const reachable = (url: string | null): string | null =>
    diagnostics.length === 0 || given.includes(url) ? url : null;
  const http = reachable(settings.proxy.http);
  const https = reachable(settings.proxy.https);
  const no = [...(network.proxy.no === null ? [] : [network.proxy.no]), ...direct, ...gatewayNames].join(',');
  return {
    env: http === null && https === null ? {} : proxyVariables({ http, https, no }),
    notices: diagnostics.map(({ message }) => ({
      kind: 'setting-not-passed-on',
      setting: 'proxy',
      reason: message,
    })),
  };
}
