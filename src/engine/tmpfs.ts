import type { ContainerSpec } from './types.ts';

/** Each path with its mount options. Engines mount tmpfs noexec unless they are told; programs unpack and run things in /tmp. */
export function tmpfsOptions(tmpfs: ContainerSpec['tmpfs']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tmpfs).map(([path, { sizeBytes }]) => [path, `rw,exec,mode=1777,size=${sizeBytes}`]),
  );
}
