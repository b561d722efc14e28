import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Call } from './command.ts';

/** Where the user's certificate authority is: trusted by hand, it has to outlive caches and restarts of the machine. */
export function authorityFolderIn(env: Call['env']): string {
  return join(env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'), 'flexbuild', 'authority');
}
