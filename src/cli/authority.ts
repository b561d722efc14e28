import { homedir } from 'node:os';
import { userFolders } from '../index.ts';
import type { Call } from './command.ts';

/** Where the user's certificate authority is. */
export function authorityFolderIn(env: Call['env']): string {
  return userFolders({ env, home: homedir() }).authority;
}
