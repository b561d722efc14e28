import type { ServerCertificates } from '../tls/server-certificates.ts';
import type { Credentials } from '../tls/types.ts';

/** Certificates that another process makes, which has the authority's key; each is asked for once. */
export function hostCertificates(
  standard: Credentials,
  ask: (host: string) => Promise<Credentials | null>,
): ServerCertificates {
  const known = new Map<string, Credentials>();
  return {
    standard,
    async forHost(host) {
      const before = known.get(host);
      if (before !== undefined) return before;
      const made = await ask(host);
      // There is an end to those that are made; for all other hosts there is none.
      if (made !== null) known.set(host, made);
      return made;
    },
  };
}
