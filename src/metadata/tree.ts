import type { InstanceIdentity } from '../core/index.ts';
import { closed, folder, list, live, number, text, texts, type Folder, type Value } from './nodes.ts';
import { maintenanceEvents, projectAttributes, type SetValues } from './settable.ts';

/** The scopes that a flex instance's service account is granted. */
export const grantedScopes: readonly string[] = ['https://www.googleapis.com/auth/cloud-platform'];

/**
 * Everything that one instance reads from its metadata server, `computeMetadata/` first. The names are those of
 * https://cloud.google.com/compute/docs/metadata/predefined-metadata-keys.
 */
export function treeOf(identity: InstanceIdentity, values: SetValues): Folder {
  const v1 = folder({
    instance: instanceFolder(identity, values),
    oslogin: folder({ authenticate: folder({ sessions: folder({}) }) }),
    project: projectFolder(identity, values),
    universe: folder({ 'universe-domain': text('googleapis.com') }),
  });
  return folder({ computeMetadata: folder({ v1 }) });
}

function projectFolder({ project, region, zone }: InstanceIdentity, values: SetValues): Folder {
  const usual = {
    'google-compute-default-region': text(region),
    'google-compute-default-zone': text(zone),
  };
  return folder({
    attributes: folder({ ...usual, ...customAttributes(values) }, 'asGiven'),
    'numeric-project-id': number(project.number),
    'project-id': text(project.id),
  });
}

function customAttributes(values: SetValues): Readonly<Record<string, Value>> {
  const custom = [...values].filter(([path]) => path.startsWith(projectAttributes));
  return Object.fromEntries(
    custom.map(([path, value]) => [path.slice(projectAttributes.length), text(value)]),
  );
}

function instanceFolder(identity: InstanceIdentity, values: SetValues): Folder {
  const within = `projects/${identity.project.number}`;
  return folder({
    attributes: attributesFolder(identity),
    'cpu-platform': text('Intel Broadwell'),
    credentials: folder({}),
    description: text(`GAE managed VM for module: ${identity.service}, version: ${identity.version}`),
    disks: list([bootDisk]),
    'gce-workload-certificates': folder({}),
    'guest-attributes': guestAttributes,
    hostname: text(hostnameOf(identity)),
    id: number(identity.instanceId),
    image: text(''),
    licenses: list([]),
    'machine-type': text(`${within}/machineTypes/custom-${identity.cpus}-${vmMemoryMb(identity.memoryMb)}`),
    'maintenance-event': text(values.get('instance/maintenance-event') ?? maintenanceEvents[0]),
    name: text(identity.instance),
    'network-interfaces': list([networkInterface(identity)]),
    'partner-attributes': folder({}),
    preempted: text('FALSE'),
    'remaining-cpu-time': number(-1),
    scheduling,
    'service-accounts': serviceAccountsFolder(identity),
    'shutdown-details': folder({}),
    tags: texts([`aef-${identity.instanceId}`], 'json'),
    'upcoming-maintenance': upcomingMaintenance,
    'virtual-clock': folder({ 'drift-token': text('0') }),
    zone: text(`${within}/zones/${identity.zone}`),
  });
}

/** What App Engine writes on its machines; libraries of the earlier "managed VMs" read it. */
function attributesFolder(identity: InstanceIdentity): Folder {
  const { project, service, version, deploymentId, instance } = identity;
  const attributes = {
    gae_app_container: text('app'),
    gae_app_fullname: text(`${project.id}_${version}-${deploymentId}`),
    gae_backend_instance: text(String(identity.index)),
    gae_backend_minor_version: text(deploymentId),
    gae_backend_name: text(service),
    gae_backend_version: text(version),
    gae_partition: text('s'),
    gae_project: text(project.id),
    gae_vm_runtime: text(identity.runtime),
    'gcm-pool': text(`aef-${service}-${version}`),
    'gcm-replica': text(instance),
  };
  return folder(attributes, 'asGiven');
}

/** They have to be allowed for an instance first, and App Engine does not. */
const guestAttributes = closed({
  status: 403,
  format: 'text',
  body: 'Guest attributes endpoint access is disabled.',
  recursively: 'empty',
});

/** What Compute Engine says, with this very status, as long as nothing is planned. */
const upcomingMaintenance = closed({
  status: 503,
  format: 'json',
  body: '{ "error": "no notifications have been received yet, try again later" }',
  recursively: 'leftOut',
});

const bootDisk = folder({
  'device-name': text('boot'),
  index: number(0),
  interface: text('SCSI'),
  mode: text('READ_WRITE'),
  type: text('PERSISTENT'),
});

/** `example.com:app` is domain-scoped: its machines are in `app.example.com.internal`. */
function hostnameOf({ instance, zone, project }: InstanceIdentity): string {
  return `${instance}.${zone}.c.${project.id.split(':').reverse().join('.')}.internal`;
}

/** App Engine adds 0.4 GB to what the app asks for; Compute Engine sells memory in steps of 256 MB. */
function vmMemoryMb(appMemoryMb: number): number {
  return Math.ceil((appMemoryMb + 0.4 * 1024) / 256) * 256;
}

/**
 * An address in the `default` network of us-central1 by the instance's index. The external address is this machine's
 * own: apps tell it to browsers, which have to reach the instance there.
 */
function networkInterface({ index, project }: InstanceIdentity): Folder {
  const host = index + 2;
  const [third, fourth] = [(host >> 8) & 0xf, host & 0xff];
  const hex = (byte: number) => byte.toString(16).padStart(2, '0');
  return folder({
    'access-configs': list([folder({ 'external-ip': text('127.0.0.1'), type: text('ONE_TO_ONE_NAT') })]),
    'dns-servers': texts(['169.254.169.254']),
    'forwarded-ips': list([]),
    gateway: text('10.128.0.1'),
    ip: text(`10.128.${third}.${fourth}`),
    'ip-aliases': list([]),
    mac: text(`42:01:0a:80:${hex(third)}:${hex(fourth)}`),
    mtu: number(1460),
    network: text(`projects/${project.number}/networks/default`),
    subnetmask: text('255.255.240.0'),
    'target-instance-ips': list([]),
  });
}

const scheduling = folder({
  'automatic-restart': text('TRUE'),
  'on-host-maintenance': text('MIGRATE'),
  preemptible: text('FALSE'),
});

function serviceAccountsFolder({ serviceAccount }: InstanceIdentity): Folder {
  const account = folder({
    aliases: texts(['default']),
    email: text(serviceAccount),
    identity: live('identity'),
    scopes: texts(grantedScopes),
    token: live('token'),
  });
  return folder({ [serviceAccount]: account, default: account }, 'asGiven');
}
