import type { Located } from './includes/merge.ts';
import type { AppYaml } from './schema/app-yaml.ts';
import type {
  AppConfig,
  HealthCheck,
  HealthChecks,
  Network,
  Resources,
  RuntimeChoice,
  Scaling,
} from './types.ts';

/** The values of a faultless app.yaml as the rest of flexbuild has them. */
export function appConfigOf({ values, locate }: Located<AppYaml>): AppConfig {
  const entrypoint = values.entrypoint?.trim() ?? '';
  return {
    service: values.service,
    runtime: runtimeOf(values),
    entrypoint: entrypoint === '' ? null : entrypoint,
    env: values.env_variables,
    buildEnv: values.build_env_variables,
    resources: resourcesOf(values.resources),
    network: networkOf(values.network),
    scaling: locate('manual_scaling')
      ? { kind: 'manual', instances: values.manual_scaling.instances }
      : automaticOf(values.automatic_scaling),
    health: healthOf(values),
    skipFiles: values.skip_files,
    betaSettings: values.beta_settings,
    serviceAccount: values.service_account,
  };
}

/** The words for the flexible environment. */
const flexNames: readonly string[] = ['flex', 'flexible', '2'];

/** Whether `env` says flex; without it gcloud takes the standard environment. */
export function isFlex(values: AppYaml): boolean {
  return flexNames.includes(values.env);
}

function runtimeOf(values: AppYaml): RuntimeChoice {
  const id = values.runtime ?? '';
  return isFlex(values) ? { env: 'flex', id, settings: values.runtime_config } : { env: 'standard', id };
}

function resourcesOf(resources: AppYaml['resources']): Resources {
  return {
    cpu: resources.cpu,
    memoryGb: resources.memory_gb,
    diskGb: resources.disk_size_gb,
    volumes: (resources.volumes ?? []).map(({ name, size_gb }) => ({ name, sizeGb: size_gb })),
  };
}

function networkOf(network: AppYaml['network']): Network {
  return {
    forwardedPorts: network.forwarded_ports ?? [],
    instanceTag: network.instance_tag,
    name: network.name,
    subnetworkName: network.subnetwork_name,
    sessionAffinity: network.session_affinity,
  };
}

function automaticOf(scaling: AppYaml['automatic_scaling']): Scaling {
  return {
    kind: 'automatic',
    min: scaling.min_num_instances,
    max: scaling.max_num_instances,
    coolDownSec: scaling.cool_down_period_sec,
    targetCpuUtilization: scaling.cpu_utilization.target_utilization,
  };
}

function healthOf({ liveness_check: liveness, readiness_check: readiness }: AppYaml): HealthChecks {
  return {
    liveness: { ...checkOf(liveness), initialDelaySec: liveness.initial_delay_sec },
    readiness: { ...checkOf(readiness), appStartTimeoutSec: readiness.app_start_timeout_sec },
  };
}

function checkOf(check: AppYaml['liveness_check'] | AppYaml['readiness_check']): HealthCheck {
  return {
    path: check.path,
    timeoutSec: check.timeout_sec,
    checkIntervalSec: check.check_interval_sec,
    failureThreshold: check.failure_threshold,
    successThreshold: check.success_threshold,
    host: check.host,
  };
}
