import type { DeploymentSettings } from '../core/index.ts';
import type { BuildPlan } from '../plan/index.ts';
import type { AppSettings } from './types.ts';

/** Project, region and zone of an app that was told none. */
export const defaultAppSettings: AppSettings = {
  project: 'flexbuild-local',
  projectNumber: null,
  version: null,
  region: 'us-central1',
  zone: 'us-central1-f',
};

/** A deployment of `plan`'s service at `now`. */
export function deploymentSettings({
  app,
  plan: { service, runtime, run },
  now,
}: {
  readonly app: AppSettings;
  readonly plan: BuildPlan;
  readonly now: Date;
}): DeploymentSettings {
  return {
    ...app,
    service,
    runtime: runtime.id,
    cpus: run.resources.cpu,
    memoryMb: Math.floor(run.resources.memoryGb * 1024),
    serviceAccount: run.serviceAccount,
    now,
  };
}
