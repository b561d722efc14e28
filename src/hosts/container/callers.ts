import type { InstanceIdentity } from '../../core/index.ts';

/** One instance as the metadata forwarder sees it. */
export interface Caller {
  /** In 169.254/16: its own where the engine gives one, else what its forwarder calls it by. */
  readonly address: string;
  release(): void;
}

export interface CallerRegistry {
  /** Gives an instance its address; from now on a caller with that address is this instance. */
  register(identity: InstanceIdentity): Caller;
  identify(address: string): InstanceIdentity | null;
}

/** 169.254.8.1 to 169.254.127.254: clear of the addresses that clouds use themselves. */
const firstBlock = 8;
const blocks = 120;
const hostsPerBlock = 254;

/** Who calls the metadata server, by the address that each instance was given before its start. */
export function callerRegistry(): CallerRegistry {
  const byAddress = new Map<string, InstanceIdentity>();
  let given = 0;

  return {
    register(identity) {
      // Counting on, and not back to the lowest free address: neighbours remember whose hardware address that was.
      let address = linkLocalAddress(given++);
      while (byAddress.has(address)) address = linkLocalAddress(given++);
      byAddress.set(address, identity);
      return { address, release: () => void byAddress.delete(address) };
    },
    identify: (address) => byAddress.get(address) ?? null,
  };
}

function linkLocalAddress(count: number): string {
  const place = count % (blocks * hostsPerBlock);
  return `169.254.${firstBlock + Math.floor(place / hostsPerBlock)}.${1 + (place % hostsPerBlock)}`;
}
