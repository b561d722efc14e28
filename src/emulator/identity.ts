import { randomInt } from 'node:crypto';
import { sha256, type InstanceIdentity } from '../core/index.ts';
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

/** One version of one service: what all its instances have in common. */
export interface VersionIdentity {
  /** Who the instance with this index is; each call names a new one. */
  readonly instance: (index: number) => InstanceIdentity;
  readonly service: string;
  readonly version: string;
}

/** Names a version of `plan`'s service as a deployment at `now` would. */
export function versionIdentity({
  app,
  plan,
  now,
}: {
  readonly app: AppSettings;
  readonly plan: BuildPlan;
  readonly now: Date;
}): VersionIdentity {
  const version = app.version ?? versionId(now);
  const { resources, serviceAccount } = plan.run;
  const shared = {
    project: { id: app.project, number: app.projectNumber ?? projectNumber(app.project) },
    service: plan.service,
    version,
    deploymentId: digits(18),
    region: app.region,
    zone: app.zone,
    runtime: plan.runtime.id,
    cpus: resources.cpu,
    memoryMb: Math.floor(resources.memoryGb * 1024),
    serviceAccount: serviceAccount ?? defaultServiceAccount(app.project),
  };
  return {
    service: plan.service,
    version,
    instance: (index) => ({
      ...shared,
      index,
      instance: instanceName({ service: plan.service, version }),
      // Compute Engine's ids are unsigned 64-bit numbers; nineteen digits from 1 to 8 are always one, above 2^53.
      instanceId: `${randomInt(1, 9)}${digits(18).slice(1)}${randomInt(10)}`,
    }),
  };
}

/** `20170618t144344`: gcloud names versions by the local time of the deploy. */
function versionId(now: Date): string {
  const two = (part: number) => `${part}`.padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}t${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

/** A virtual machine's name has 63 characters at most: a long service name gives way. */
function instanceName({ service, version }: { readonly service: string; readonly version: string }): string {
  const random = Array.from({ length: 4 }, () => randomInt(36).toString(36)).join('');
  const end = `-${version}-${random}`;
  return `aef-${service.replaceAll('-', '--').slice(0, Math.max(1, 63 - 'aef-'.length - end.length))}${end}`;
}

function projectNumber(project: string): string {
  const number = BigInt(`0x${sha256(project).slice(0, 12)}`) % 900_000_000_000n;
  return `${100_000_000_000n + number}`;
}

/** `example.com:app` is the id of a domain's project: its account lies in `app.example.com`. */
function defaultServiceAccount(project: string): string {
  const [domain, id] = project.includes(':') ? project.split(':', 2) : [null, project];
  return domain === null
    ? `${id}@appspot.gserviceaccount.com`
    : `${id}.${domain}@appspot.gserviceaccount.com`;
}

function digits(count: number): string {
  return Array.from({ length: count }, (_, place) => (place === 0 ? randomInt(1, 10) : randomInt(10))).join(
    '',
  );
}
