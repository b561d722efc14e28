import type { InstanceIdentity } from '../../core/index.ts';

/** One instance as the metadata forwarder sees it. */
export interface Caller {
  /** Its address in 169.254/16; null where the engine gives none. */
  readonly linkLocalAddress: string | null;
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

/** Who calls the metadata server, by the link-local address that each instance was given before its start. */
export function callerRegistry({ linkLocal }: { readonly linkLocal: boolean }): CallerRegistry {
  const byAddress = new Map<string, InstanceIdentity>();
  let given = 0;

  return {
    register(identity) {
      // Counting on, and not back to the lowest free address: neighbours remember whose hardware address that was.
      let address = linkLocalAddress(given++);
      while (byAddress.has(address)) address = linkLocalAddress(given++);
      byAddress.set(address, identity);
      return {
        linkLocalAddress: linkLocal ? address : null,
        release: () => void byAddress.delete(address),
      };
    },

    identify(address) {
      const known = byAddress.get(address);
      if (known) return known;
      // Without link-local addresses the engine picks the caller's address itself, after the start. Only instances of
      // this session are in its network; which one it is stays unknown, so the latest answers for all.
      return linkLocal ? null : ([...byAddress.values()].at(-1) ?? null);
    },
  };
}

function linkLocalAddress(count: number): string {
  const place = count % (blocks * hostsPerBlock);
  return `169.254.${firstBlock + Math.floor(place / hostsPerBlock)}.${1 + (place % hostsPerBlock)}`;
}
