import type { HealthCheck, Scaling } from '../manifest/index.ts';
import { platformVariables } from './environment.ts';
import type { BuildPlan } from './types.ts';

/** What a key of app.yaml leads to beside decisions and files: something about the instances that run. */
export interface Effect {
  /** Joined with `.`. */
  readonly key: string;
  readonly kind:
    | 'image'
    | 'environment'
    | 'variable'
    | 'limit'
    | 'file system'
    | 'instances'
    | 'check'
    | 'account'
    | 'upload';
  readonly value: string;
}

/** Everything that the keys of app.yaml lead to in how instances run, those with defaults included. */
export function effectsOf(plan: BuildPlan): readonly Effect[] {
  const fixed = settings.flatMap(({ key, kind, value }) => {
    const given = value(plan);
    return given === null ? [] : [{ key, kind, value: given }];
  });
  const ofPlatform = platformVariables.flatMap(({ name, key }) =>
    key === null ? [] : [{ key, kind: 'variable', value: name } as const],
  );
  const own = Object.keys(plan.run.env).map(
    (name) => ({ key: `env_variables.${name}`, kind: 'variable', value: name }) as const,
  );
  return [...fixed, ...ofPlatform, ...own];
}

interface Setting extends Pick<Effect, 'key' | 'kind'> {
  /** Null where this plan has nothing of the kind. */
  readonly value: (plan: BuildPlan) => string | null;
}

/** In the order of App Engine's documentation of app.yaml. */
const settings: readonly Setting[] = [
  { key: 'runtime', kind: 'image', value: ({ image }) => imageOf(image) },
  { key: 'env', kind: 'environment', value: () => 'the flexible one' },
  { key: 'service_account', kind: 'account', value: ({ run }) => run.serviceAccount ?? "the project's own" },
  { key: 'skip_files', kind: 'upload', value: () => 'what is left out of the build and of the upload' },
  { key: 'resources.cpu', kind: 'limit', value: ({ run }) => `${run.resources.cpu} cpu` },
  { key: 'resources.memory_gb', kind: 'limit', value: ({ run }) => `${run.resources.memoryGb} GB memory` },
  { key: 'resources.volumes', kind: 'file system', value: ({ run }) => volumesOf(run.resources.volumes) },
  ...checkSettings('liveness'),
  {
    key: 'liveness_check.initial_delay_sec',
    kind: 'check',
    value: ({ run }) => `liveness is asked from ${run.health.liveness.initialDelaySec} s on`,
  },
  ...checkSettings('readiness'),
  {
    key: 'readiness_check.app_start_timeout_sec',
    kind: 'check',
    value: ({ run }) => `the app has ${run.health.readiness.appStartTimeoutSec} s to start`,
  },
  automatic('min_num_instances', ({ min }) => `${min} at least`),
  automatic('max_num_instances', ({ max }) => `${max} at most`),
  automatic('cool_down_period_sec', ({ coolDownSec }) => `a new one is measured after ${coolDownSec} s`),
  automatic(
    'cpu_utilization.target_utilization',
    ({ targetCpuUtilization }) => `so many that they use ${targetCpuUtilization} of their cpu`,
  ),
  {
    key: 'manual_scaling.instances',
    kind: 'instances',
    value: ({ run: { scaling } }) => (scaling.kind === 'manual' ? `always ${scaling.instances}` : null),
  },
];

/** The keys of app.yaml that have an effect whether they are set or not. */
export const effectiveKeys: readonly string[] = [
  ...settings.map(({ key }) => key),
  ...platformVariables.flatMap(({ key }) => key ?? []),
];

/** Where a plan's image comes from, in words. */
export function imageOf(image: BuildPlan['image']): string {
  switch (image.kind) {
    case 'generated':
      return `built from ${image.files.map(({ path }) => path).join(', ')}`;
    case 'dockerfile':
      return `built from ${image.path}`;
    case 'prebuilt':
      return image.reference;
    default:
      return image satisfies never;
  }
}

function volumesOf(volumes: BuildPlan['run']['resources']['volumes']): string | null {
  if (volumes.length === 0) return null;
  return volumes.map(({ name, sizeGb }) => `/mnt/${name} of ${sizeGb} GB`).join(', ');
}

function checkSettings(name: 'liveness' | 'readiness'): readonly Setting[] {
  const row = (key: string, value: (check: HealthCheck) => string | null): Setting => ({
    key: `${name}_check.${key}`,
    kind: 'check',
    value: ({ run }) => value(run.health[name]),
  });
  return [
    row('path', ({ path }) =>
      path === null ? `${name} is the platform's own to answer` : `${name} asks GET ${path}`,
    ),
    row('host', ({ host }) => host && `${name} asks for the host ${host}`),
    row('check_interval_sec', ({ checkIntervalSec }) => `${name} asks every ${checkIntervalSec} s`),
    row('timeout_sec', ({ timeoutSec }) => `${name} waits ${timeoutSec} s for an answer`),
    row('failure_threshold', ({ failureThreshold }) => `${name} fails after ${failureThreshold} bad answers`),
    row(
      'success_threshold',
      ({ successThreshold }) => `${name} holds after ${successThreshold} good answers`,
    ),
  ];
}

function automatic(
  key: string,
  value: (scaling: Extract<Scaling, { kind: 'automatic' }>) => string,
): Setting {
  return {
    key: `automatic_scaling.${key}`,
    kind: 'instances',
    value: ({ run: { scaling } }) => (scaling.kind === 'automatic' ? value(scaling) : null),
  };
}
