import type { ServerCertificates } from '../tls/server-certificates.ts';
import type { Credentials } from '../tls/types.ts';

/** Certificates that another process makes, which has the authority's key; each is asked for once. */
export function hostCertificates(
  standard: Credentials,
  ask: (host: string) => Promise<Credentials | null>,
): ServerCertificates {
  const asked = new Map<string, Promise<Credentials | null>>();
  return {
    standard,
    async forHost(host) {
      const answer = asked.get(host) ?? ask(host);
      asked.set(host, answer);
      const made = await answer;
      // There is an end to those that are made; to hosts that have none there is not.
      if (made === null) asked.delete(host);
      return made;
    },
  };
}
