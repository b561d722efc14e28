import type { Credentials } from './types.ts';

/** Which certificate a TLS listener shows. */
export interface ServerCertificates {
  /** For clients that name no host, and for hosts that have none of their own. */
  readonly standard: Credentials;
  /** A certificate of this host's own; null where the standard one has to do. `host` is in lower case. */
  forHost(host: string): Promise<Credentials | null>;
}

interface CertificatesRequest {
  /** It signs them; ends later than they do. */
  readonly authority: Credentials;
  /** Beside those of this machine: `*.uc.r.appspot.com`. */
  readonly hosts: readonly string[];
  readonly now: Date;
}

/** Browsers take no certificate of more than 398 days from most authorities. */
const validDays = 397;
const dayMs = 24 * 60 * 60 * 1000;

/** Whoever asks for other names without end gets the standard certificate in the end. */
const mostHosts = 64;

/**
 * Certificates for everything that leads to this machine, kept in memory alone. `*.localhost` is for browsers; other
 * clients (OpenSSL's, curl, Node) take no wildcard right below a top-level name, so such a host gets a certificate of its
 * own when it is first asked for.
 */
export async function serverCertificates({
  authority,
  hosts,
  now,
}: CertificatesRequest): Promise<ServerCertificates> {
  // Slow to load, and only needed with TLS.
  const { issueCertificate } = await import('./x509.ts');
  const validity = { from: now, until: new Date(now.getTime() + validDays * dayMs) };
  const issue = (names: readonly [string, ...string[]]) => issueCertificate({ authority, names, validity });
  const own = new Map<string, Promise<Credentials>>();
  return {
    standard: await issue(['localhost', '*.localhost', '127.0.0.1', '::1', ...hosts]),
    async forHost(host) {
      if (!belowLocalhost.test(host)) return null;
      const known = own.get(host);
      if (known !== undefined || own.size >= mostHosts) return (await known) ?? null;
      const issued = issue([host]);
      own.set(host, issued);
      return await issued;
    },
  };
}

/** RFC 6761 §6.3: all of them are this machine. */
const belowLocalhost = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+localhost$/;
