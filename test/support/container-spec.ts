import type { ContainerSpec } from '../../src/engine/index.ts';

/** A container of `parts`, with nothing else set. */
export function containerSpec(
  parts: Partial<ContainerSpec> & Pick<ContainerSpec, 'image' | 'labels'>,
): ContainerSpec {
  return {
    name: null,
    command: null,
    entrypoint: null,
    env: {},
    networks: [],
    sharesNetworkOf: null,
    publish: [],
    limits: { cpus: null, memoryBytes: null },
    extraHosts: [],
    volumes: [],
    tmpfs: {},
    files: [],
    capabilities: null,
    ...parts,
  };
}
