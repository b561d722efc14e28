import type { Notice } from '../../core/index.ts';
import type { ContainerSpec, EngineCapabilities } from '../../engine/index.ts';
import type { BuildPlan } from '../../plan/index.ts';

const bytesPerMb = 1024 * 1024;
const bytesPerGb = 1024 * bytesPerMb;

/** What a container of `plan` may use: `resources` of app.yaml, and never more than the engine has; each cut is a notice. */
export function limitsOf(
  plan: BuildPlan,
  capabilities: EngineCapabilities,
): { readonly limits: ContainerSpec['limits']; readonly notices: readonly Notice[] } {
  const { cpu, memoryGb } = plan.run.resources;
  // GAE_MEMORY_MB rounds down, and what the app is told is what it gets.
  const memoryBytes = Math.floor(memoryGb * 1024) * bytesPerMb;
  const notices: Notice[] = [];
  if (cpu > capabilities.cpus) {
    notices.push({ kind: 'limit-clamped', resource: 'cpu', asked: `${cpu}`, given: `${capabilities.cpus}` });
  }
  if (memoryBytes > capabilities.memoryBytes) {
    const given = `${(capabilities.memoryBytes / bytesPerGb).toFixed(1)} GB`;
    notices.push({ kind: 'limit-clamped', resource: 'memory_gb', asked: `${memoryGb} GB`, given });
  }
  const limits = {
    cpus: Math.min(cpu, capabilities.cpus),
    memoryBytes: Math.min(memoryBytes, capabilities.memoryBytes),
  };
  return { limits, notices };
}

/** `resources.volumes`: each a tmpfs at `/mnt/NAME`. */
export function tmpfsOf(plan: BuildPlan): ContainerSpec['tmpfs'] {
  return Object.fromEntries(
    plan.run.resources.volumes.map(({ name, sizeGb }) => [
      `/mnt/${name}`,
      { sizeBytes: Math.floor(sizeGb * bytesPerGb) },
    ]),
  );
}
