import type { InstanceIdentity } from '../core/index.ts';
import type { BuildPlan } from './types.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * What App Engine sets on every instance of the flexible environment, as read from a real one; the names that
 * the standard environment has besides (GAE_ENV, GAE_RUNTIME, GAE_APPLICATION) are absent there, and so here.
 */
export function platformEnvironment(plan: BuildPlan, identity: InstanceIdentity): Environment {
  return Object.fromEntries(platformVariables.map(({ name, value }) => [name, value(plan, identity)]));
}

/** An instance's environment: what the platform sets, then app.yaml's env_variables. */
export function instanceEnvironment(plan: BuildPlan, identity: InstanceIdentity): Environment {
  return { ...platformEnvironment(plan, identity), ...plan.run.env };
}

interface PlatformVariable {
  readonly name: string;
  /** The key of app.yaml that decides it, joined with `.`; null where none does. */
  readonly key: string | null;
  readonly value: (plan: BuildPlan, identity: InstanceIdentity) => string;
}

export const platformVariables: readonly PlatformVariable[] = [
  { name: 'PORT', key: null, value: ({ run }) => `${run.port}` },
  { name: 'GAE_INSTANCE', key: null, value: (_plan, { instance }) => instance },
  {
    name: 'GAE_MEMORY_MB',
    key: 'resources.memory_gb',
    value: ({ run }) => `${Math.floor(run.resources.memoryGb * 1024)}`,
  },
  { name: 'GAE_SERVICE', key: 'service', value: (_plan, { service }) => service },
  { name: 'GAE_VERSION', key: null, value: (_plan, { version }) => version },
  { name: 'GAE_DEPLOYMENT_ID', key: null, value: (_plan, { deploymentId }) => deploymentId },
  { name: 'GCLOUD_PROJECT', key: null, value: (_plan, { project }) => project.id },
  { name: 'GOOGLE_CLOUD_PROJECT', key: null, value: (_plan, { project }) => project.id },
];
