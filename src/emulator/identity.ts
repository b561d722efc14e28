import { deploymentOf, type Deployment } from '../core/index.ts';
import type { BuildPlan } from '../plan/index.ts';
import type { AppSettings } from './types.ts';

/** Project, region and zone of an app that was told none. */
export const defaultAppSettings: AppSettings = {
  project: 'flexbuild-local',
  projectNumber: null,
  version: null,
  region: 'us-central1',
  zone: 'us-central1-f',
  serviceAccount: null,
};

/** Names a version of `plan`'s service as a deployment at `now` would. */
export function versionIdentity({
  app,
  plan,
  now,
}: {
  readonly app: AppSettings;
  readonly plan: BuildPlan;
  readonly now: Date;
}): Deployment {
  const { resources, serviceAccount } = plan.run;
  return deploymentOf({
    ...app,
    service: plan.service,
    runtime: plan.runtime.id,
    cpus: resources.cpu,
    memoryMb: Math.floor(resources.memoryGb * 1024),
    serviceAccount: app.serviceAccount ?? serviceAccount,
    now,
  });
}
