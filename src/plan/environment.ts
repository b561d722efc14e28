import type { InstanceIdentity } from '../core/index.ts';
import type { BuildPlan } from './types.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * What App Engine sets on every instance of the flexible environment, as read from a real one; the names that
 * the standard environment has besides (GAE_ENV, GAE_RUNTIME, GAE_APPLICATION) are absent there, and so here.
 */
export function platformEnvironment(plan: BuildPlan, identity: InstanceIdentity): Environment {
  return Object.fromEntries(platformVariables.map(([name, value]) => [name, value(plan, identity)]));
}

/** An instance's environment: what the platform sets, then app.yaml's env_variables. */
export function instanceEnvironment(plan: BuildPlan, identity: InstanceIdentity): Environment {
  return { ...platformEnvironment(plan, identity), ...plan.run.env };
}

const platformVariables: readonly (readonly [
  string,
  (plan: BuildPlan, identity: InstanceIdentity) => string,
])[] = [
  ['PORT', ({ run }) => `${run.port}`],
  ['GAE_INSTANCE', (_plan, { instance }) => instance],
  ['GAE_MEMORY_MB', ({ run }) => `${Math.floor(run.resources.memoryGb * 1024)}`],
  ['GAE_SERVICE', (_plan, { service }) => service],
  ['GAE_VERSION', (_plan, { version }) => version],
  ['GAE_DEPLOYMENT_ID', (_plan, { deploymentId }) => deploymentId],
  ['GCLOUD_PROJECT', (_plan, { project }) => project.id],
  ['GOOGLE_CLOUD_PROJECT', (_plan, { project }) => project.id],
];
