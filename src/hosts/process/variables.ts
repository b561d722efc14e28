import { delimiter, join } from 'node:path';
import { proxyVariables, type Address, type Environment, type NetworkSettings } from '../../core/index.ts';
import { bundleVariables, direct } from '../machine-variables.ts';
import { metadataVariables } from '../metadata-variables.ts';

export interface ProcessVariables {
  /** The plan's, the platform's and the desk's. */
  readonly given: Readonly<Record<string, string>>;
  /** What the runtime's images set. */
  readonly runtime: Readonly<Record<string, string>>;
  /** Folders that come first in PATH. */
  readonly path: readonly string[];
  /** The user's, of which PATH alone is passed on. */
  readonly user: Environment;
  readonly network: NetworkSettings;
  readonly metadata: Address;
  readonly port: number;
  /** The instance's own, for HOME and TMPDIR. */
  readonly folder: string;
}

/** The whole environment of an instance: nothing of the user's shell but PATH and how this machine reaches the outside. */
export function processVariables(parts: ProcessVariables): Readonly<Record<string, string>> {
  const { given, runtime, path, user, network, metadata, port, folder } = parts;
  return {
    PATH: [...path, user['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'].join(delimiter),
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    ...runtime,
    ...proxies(network),
    ...(network.ca
      ? Object.fromEntries(bundleVariables.map((name) => [name, join(folder, bundleFile)]))
      : {}),
    // Google's address cannot be ours outside of a container: its libraries go by these.
    ...metadataVariables(metadata),
    ...given,
    PORT: `${port}`,
  };
}

/** The CA bundle's name in an instance's folder. */
export const bundleFile = 'ca-certificates.pem';

function proxies({ proxy }: NetworkSettings): Readonly<Record<string, string>> {
  if (proxy.http === null && proxy.https === null) return {};
  return proxyVariables({ ...proxy, no: [...(proxy.no === null ? [] : [proxy.no]), ...direct].join(',') });
}
