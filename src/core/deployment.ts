import { randomInt } from 'node:crypto';
import { sha256 } from './digest.ts';
import type { InstanceIdentity } from './identity.ts';

/** One version of one service: what all its instances have in common. */
export interface Deployment {
  readonly service: string;
  readonly version: string;
  /** Who the instance with this index is; each call names a new one. */
  readonly instance: (index: number) => InstanceIdentity;
}

/** What a deployment's names and numbers are made from. */
export interface DeploymentSettings extends Pick<
  InstanceIdentity,
  'service' | 'region' | 'zone' | 'runtime' | 'cpus' | 'memoryMb'
> {
  /** The project's id. */
  readonly project: string;
  /** Twelve digits; null: made from the id, always the same ones. */
  readonly projectNumber: string | null;
  /** Null: from `now`, as gcloud does it. */
  readonly version: string | null;
  /** Null: App Engine's default one of the project. */
  readonly serviceAccount: string | null;
  readonly now: Date;
}

/** Names a version and its instances as a deployment would. */
export function deploymentOf({
  project,
  projectNumber,
  version,
  serviceAccount,
  now,
  ...given
}: DeploymentSettings): Deployment {
  const shared = {
    ...given,
    project: { id: project, number: projectNumber ?? numberOf(project) },
    version: version ?? versionId(now),
    deploymentId: digits(18),
    serviceAccount: serviceAccount ?? defaultServiceAccount(project),
  };
  return {
    service: shared.service,
    version: shared.version,
    instance: (index) => ({
      ...shared,
      index,
      instance: instanceName(shared),
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

function numberOf(project: string): string {
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
