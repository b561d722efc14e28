import { readdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { certificatesIn } from './certificates.ts';

/** What of a machine its network settings are read from. */
export interface MachineFiles {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** A file's text; rejects where it cannot be read. */
  readText(path: string): Promise<string>;
  /** The certificates that the system trusts, PEM. */
  systemCertificates(): Promise<readonly string[]>;
  /** The certificates that everybody trusts, PEM: those of Node, and of the system's distributor. */
  publicCertificates(): Promise<readonly string[]>;
}

/** The machine this runs on. */
export const thisMachine: MachineFiles = {
  platform: process.platform,
  home: homedir(),
  readText: async (path) => await readFile(path, 'utf8'),
  // node:tls is slow to load, and most commands need none of it.
  systemCertificates: async () => (await import('node:tls')).getCACertificates('system'),
  publicCertificates: async () => [
    ...(await import('node:tls')).rootCertificates,
    ...(await distributedCertificates()),
  ],
};

/** Where Debian, Ubuntu and Alpine install Mozilla's list; what an administrator adds goes to /usr/local. */
const distributed = '/usr/share/ca-certificates';

async function distributedCertificates(): Promise<readonly string[]> {
  const names = await readdir(distributed, { recursive: true }).catch(() => []);
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.crt'))
      .map(async (name) => await readFile(join(distributed, name), 'utf8')),
  );
  return texts.flatMap(certificatesIn);
}
