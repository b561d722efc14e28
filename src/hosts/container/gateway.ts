import type { EngineCapabilities } from '../../engine/index.ts';

const names = { docker: 'host.docker.internal', podman: 'host.containers.internal' } as const;

/** The names by which containers know this machine. */
export const gatewayNames = Object.values(names);

/** The one that this engine knows. */
export function gatewayName({ name }: EngineCapabilities): string {
  return names[name];
}

/** What Docker needs to be told on Linux, where it does not know the name by itself; podman always knows its own. */
export function gatewayHosts({ name }: EngineCapabilities): readonly string[] {
  return name === 'docker' ? [`${names.docker}:host-gateway`] : [];
}
