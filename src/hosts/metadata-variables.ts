import { formatAddress, type Address } from '../core/index.ts';

/**
 * What tells Google's libraries where the metadata server is, where it is not at Google's address: old ones and new ones
 * read different names, and Node's looks for a server by itself unless it is told not to.
 */
export function metadataVariables(address: Address): Readonly<Record<string, string>> {
  const server = formatAddress(address);
  return {
    GCE_METADATA_HOST: server,
    GCE_METADATA_IP: server,
    GCE_METADATA_ROOT: server,
    METADATA_SERVER_DETECTION: 'assume-present',
  };
}
