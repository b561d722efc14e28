import type { Span } from '../core/index.ts';

/** One service's app.yaml, validated, with every default filled in. Plain data; "none" is null. */
export interface AppConfig {
  readonly service: string;
  readonly runtime: RuntimeChoice;
  /** As written, without the `exec ` that Google's tools put in front. */
  readonly entrypoint: string | null;
  /** `env_variables`. */
  readonly env: Readonly<Record<string, string>>;
  /** `build_env_variables`. */
  readonly buildEnv: Readonly<Record<string, string>>;
  readonly resources: Resources;
  readonly network: Network;
  readonly scaling: Scaling;
  readonly health: HealthChecks;
  /** `skip_files`: patterns in RE2's syntax, whole-match; null where the file sets none. */
  readonly skipFiles: readonly string[] | null;
  readonly betaSettings: Readonly<Record<string, string>>;
  readonly serviceAccount: string | null;
}

/** Which runtime app.yaml asks for, in which of the two environments. */
export type RuntimeChoice =
  | {
      readonly env: 'flex';
      /** `python`, `custom`, … */
      readonly id: string;
      /** `runtime_config`: python_version, operating_system, runtime_version, …; `3.10` stays 3.10, quoted or not. */
      readonly settings: Readonly<Record<string, string>>;
    }
  | { readonly env: 'standard'; readonly id: string };

/** `resources` of app.yaml. */
export interface Resources {
  readonly cpu: number;
  readonly memoryGb: number;
  readonly diskGb: number;
  readonly volumes: readonly Volume[];
}

/** A tmpfs, mounted at `/mnt/NAME`. */
export interface Volume {
  readonly name: string;
  readonly sizeGb: number;
}

/** `network` of app.yaml. */
export interface Network {
  /** `HOST[:CONTAINER][/tcp|udp]` as written. */
  readonly forwardedPorts: readonly string[];
  readonly instanceTag: string | null;
  readonly name: string | null;
  readonly subnetworkName: string | null;
  readonly sessionAffinity: boolean;
}

/** How many instances app.yaml asks for. */
export type Scaling =
  | {
      readonly kind: 'automatic';
      readonly min: number;
      readonly max: number;
      readonly coolDownSec: number;
      readonly targetCpuUtilization: number;
    }
  | { readonly kind: 'manual'; readonly instances: number };

/** `liveness_check` and `readiness_check` of app.yaml. */
export interface HealthChecks {
  readonly liveness: HealthCheck & { readonly initialDelaySec: number };
  readonly readiness: HealthCheck & { readonly appStartTimeoutSec: number };
}

/** What both checks have. */
export interface HealthCheck {
  /** Null: the platform answers by itself and the app never sees the check. */
  readonly path: string | null;
  readonly timeoutSec: number;
  readonly checkIntervalSec: number;
  readonly failureThreshold: number;
  readonly successThreshold: number;
  readonly host: string | null;
}

/** The config, and the way back from any of its keys to the place that set it. */
export interface LocatedAppConfig {
  readonly config: AppConfig;
  /** The file as the user named it. */
  readonly file: string;
  /** Where the value of a key stands, by its path in app.yaml (`'runtime_config', 'python_version'`); null where it is a default. */
  readonly locate: (...key: readonly string[]) => Span | null;
}
