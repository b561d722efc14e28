import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { formatAddress } from '../../src/core/index.ts';
import type { MetadataServer } from '../../src/metadata/index.ts';

export const execute = promisify(execFile);

/** The program of one language that uses Google's own library for it. */
export function clientFolder(language: 'go' | 'java'): string {
  return fileURLToPath(new URL(`./metadata-clients/${language}`, import.meta.url));
}

/** An environment in which Google's libraries find our server where they look for Google's, and nobody's credentials. */
export function clientEnvironment(server: MetadataServer, home: string): NodeJS.ProcessEnv {
  const host = formatAddress(server.address);
  return {
    ...process.env,
    GCE_METADATA_HOST: host,
    GCE_METADATA_IP: host,
    NO_PROXY: '*',
    HOME: home,
    CLOUDSDK_CONFIG: home,
    GOOGLE_APPLICATION_CREDENTIALS: undefined,
  };
}

/** Whether this machine has a program. */
export function hasProgram(command: string, argument: string): boolean {
  try {
    execFileSync(command, [argument], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
