import { closest } from '../core/index.ts';
import { label, type Path } from './reader.ts';
import type { ObjectField } from './schema/field.ts';

/** Names that people bring from elsewhere, in lower case without separators, and what does it here. */
const broughtAlong: Readonly<Record<string, string>> = {
  readinessprobe: 'Use readiness_check.',
  startupprobe: 'Use readiness_check with app_start_timeout_sec.',
  livenessprobe: 'Use liveness_check.',
  healthcheck: 'Use liveness_check and readiness_check.',
  healthchecks: 'Use liveness_check and readiness_check.',
  replicas: 'Use manual_scaling with instances.',
  scaling: 'Use automatic_scaling or manual_scaling.',
  envvars: 'Use env_variables.',
  environment: 'Use env_variables.',
  environmentvariables: 'Use env_variables.',
  variables: 'Use env_variables.',
  memory: 'Use resources with memory_gb.',
  memorymb: 'Use resources with memory_gb.',
  disk: 'Use resources with disk_size_gb.',
  limits: 'Use resources with cpu and memory_gb.',
  command: 'Use entrypoint.',
  cmd: 'Use entrypoint.',
  args: 'Use entrypoint.',
  start: 'Use entrypoint.',
  name: 'Use service.',
  image: 'Remove it, and name the image with --image.',
  port: 'Remove it: the app listens on $PORT.',
  ports: 'Use network with forwarded_ports.',
  pythonversion: 'Use runtime_config with operating_system and runtime_version.',
  runtimeversion: 'Use runtime_config with runtime_version.',
  operatingsystem: 'Use runtime_config with operating_system.',
  initialdelayseconds: 'Use initial_delay_sec.',
  periodseconds: 'Use check_interval_sec.',
  timeoutseconds: 'Use timeout_sec.',
  interval: 'Use check_interval_sec.',
  timeout: 'Use timeout_sec.',
};

/** What to say about a key that is in no table: the name that was meant, or the place where it belongs. */
export function unknownKey({
  key,
  path,
  field,
  schema,
}: {
  readonly key: string;
  readonly path: Path;
  readonly field: ObjectField;
  readonly schema: ObjectField;
}): { readonly code: 'FB1006'; readonly message: string; readonly hint: string } {
  const where = path.length === 0 ? '' : ` in ${label(path)}`;
  const message = `unknown key ${JSON.stringify(key)}${where}`;
  return { code: 'FB1006', message, hint: elsewhere(key, schema) ?? similar(key, field) ?? listed(field) };
}

function elsewhere(key: string, schema: ObjectField): string | null {
  const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (Object.hasOwn(broughtAlong, plain)) return broughtAlong[plain] ?? null;
  if (Object.hasOwn(schema.fields, key)) return `Write ${key} at the top of the file, without indentation.`;
  const section = Object.entries(schema.fields).find(
    ([, field]) => field.type === 'object' && Object.hasOwn(field.fields, key),
  );
  return section ? `Write ${key} below ${section[0]}.` : null;
}

function similar(key: string, field: ObjectField): string | null {
  const candidate = closest(key, Object.keys(field.fields));
  return candidate === null ? null : `Write ${candidate}, if that is what you mean.`;
}

/** Short tables are shown whole. */
function listed(field: ObjectField): string {
  const keys = Object.keys(field.fields);
  return keys.length > 10 ? 'Remove it, or correct its name.' : `Use one of ${keys.join(', ')}.`;
}
