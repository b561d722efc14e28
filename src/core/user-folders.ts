import { join } from 'node:path';
import type { Environment } from './environment.ts';

/** Where flexbuild keeps what is one user's, on one machine. None of them has to be there. */
export interface UserFolders {
  /** Sessions that live; gone with the machine's next start where the system has such a place. */
  readonly state: string;
  /** The files of instances that are plain processes. */
  readonly processes: string;
  /** What several runs may use: virtual environments and their like. */
  readonly environments: string;
  /** What keeps two processes from making the same thing. */
  readonly locks: string;
  /** What makes flexbuild itself start sooner. */
  readonly code: string;
  /** The certificate authority: trusted by hand, it has to outlive caches and restarts. */
  readonly authority: string;
}

/** By the XDG base directory specification: https://specifications.freedesktop.org/basedir-spec/latest/ */
export function userFolders({
  env,
  home,
}: {
  readonly env: Environment;
  readonly home: string;
}): UserFolders {
  const cacheHome = env['XDG_CACHE_HOME'] ?? join(home, '.cache');
  const cache = join(cacheHome, 'flexbuild');
  return {
    state: join(env['XDG_RUNTIME_DIR'] ?? cacheHome, 'flexbuild'),
    processes: join(cache, 'processes'),
    environments: join(cache, 'environments'),
    locks: join(cache, 'locks'),
    code: join(cache, 'code'),
    authority: join(env['XDG_STATE_HOME'] ?? join(home, '.local', 'state'), 'flexbuild', 'authority'),
  };
}
