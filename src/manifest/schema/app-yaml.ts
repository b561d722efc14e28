import { broughtAlong } from './brought-along.ts';
import { docs } from './docs.ts';
import type { FileSchema, ObjectField, ValueOf } from './field.ts';
import { legacyHealthCheck, livenessCheck, readinessCheck } from './health.ts';
import { serviceName, variableName } from './names.ts';
import { network } from './network.ts';
import { pastKeys, platformKeys } from './other-keys.ts';
import { resources } from './resources.ts';
import { flexibleRuntimeSettings, runtimeConfig } from './runtime-config.ts';
import { automaticScaling, basicScaling, manualScaling } from './scaling.ts';
import { standardKeys } from './standard.ts';

const variablesElsewhere =
  'Write the variables below env_variables, as `NAME: value` lines, and `env: flex` here.';
const variableLines = { list: 'Write `NAME: value` lines, without `- `.' } as const;

/**
 * app.yaml of the flexible environment. Keys, types and patterns are those of gcloud's own parser (AppInfoExternal);
 * ranges are those the Admin API enforces, which gcloud finds out only when it deploys.
 */
export const appYaml = {
  type: 'object',
  about: 'One service of an app.',
  docs: docs.appYaml,
  fields: {
    service: {
      type: 'text',
      about: 'Name of the service.',
      default: 'default',
      pattern: serviceName,
    },
    module: {
      type: 'text',
      about: 'Old name of `service`.',
      default: null,
      pattern: serviceName,
      status: { kind: 'alias', of: 'service', deprecated: true },
    },
    runtime: {
      type: 'text',
      about: 'Language of the app, or `custom` for a Dockerfile of its own.',
      default: null,
      pattern: {
        expression: '(gs://[a-z0-9\\-\\._/]+)|([a-z][a-z0-9\\-\\.]{0,29})',
        means: 'the name of a runtime: up to 30 lower-case letters, digits, hyphens and dots',
      },
      examples: ['python', 'nodejs', 'java', 'go', 'php', 'ruby', 'aspnetcore', 'custom'],
      instead: { map: 'Write `runtime: python`, and its version below runtime_config.' },
    },
    env: {
      type: 'text',
      about: 'Environment: `flex`, or `standard` where it is left out.',
      default: 'standard',
      oneOf: ['flex', 'flexible', '2', 'standard', '1'],
      instead: { list: variablesElsewhere, map: variablesElsewhere },
    },
    entrypoint: {
      type: 'text',
      about: 'Command that starts the app; it listens on $PORT.',
      default: null,
      orList: 'command',
      instead: { map: 'Write the command as one text: `entrypoint: gunicorn -b :$PORT main:app`.' },
    },
    runtime_config: runtimeConfig,
    flexible_runtime_settings: flexibleRuntimeSettings,
    env_variables: {
      type: 'map',
      about: 'Environment variables of the app.',
      keys: variableName,
      reading: 'as-gcloud',
      secret: true,
      reserved: {
        expression: 'GAE.*|PORT|GOOGLE_CLOUD_PROJECT|GCLOUD_PROJECT',
        means: 'set by App Engine itself',
      },
      instead: variableLines,
    },
    build_env_variables: {
      type: 'map',
      about: 'Environment variables of the build alone.',
      keys: variableName,
      reading: 'as-gcloud',
      secret: true,
      instead: variableLines,
    },
    resources,
    network,
    automatic_scaling: automaticScaling,
    manual_scaling: manualScaling,
    basic_scaling: basicScaling,
    liveness_check: livenessCheck,
    readiness_check: readinessCheck,
    health_check: legacyHealthCheck,
    vm_health_check: legacyHealthCheck,
    skip_files: {
      type: 'list',
      about: 'Regular expressions; files whose whole path matches one are not uploaded.',
      docs: docs.skipFiles,
      items: {
        type: 'text',
        about: 'A regular expression.',
        default: null,
        required: true,
        pattern: {
          expression: '(?![*+?])[^]*',
          means: 'a regular expression for the whole path, such as `.*\\.log` for all that ends in .log',
        },
      },
      orSingle: true,
    },
    service_account: { type: 'text', about: 'The identity the app has towards Google Cloud.', default: null },
    beta_settings: {
      type: 'map',
      about: 'Settings of features in beta: cloud_sql_instances and others.',
      docs: docs.cloudSql,
      keys: variableName,
      reading: 'as-gcloud',
      status: { kind: 'no-effect', hint: 'Reach a database beside the app through its environment instead.' },
    },
    includes: {
      type: 'list',
      about: 'Other files to read as well, by their paths from this one.',
      docs: docs.includes,
      items: {
        type: 'text',
        about: 'A file, or a folder with an include.yaml.',
        default: null,
        required: true,
      },
    },
    ...platformKeys,
    ...standardKeys,
    ...pastKeys,
  },
} as const satisfies ObjectField;

export const appYamlFile = {
  table: appYaml,
  minimum: 'Write `key: value` lines, at least `runtime: python` and `env: flex`.',
  broughtAlong,
  renames: {
    envvars: 'env_variables',
    environmentvariables: 'env_variables',
    buildenvvars: 'build_env_variables',
  },
} as const satisfies FileSchema;

/** The values of an app.yaml, its defaults filled in. */
export type AppYaml = ValueOf<typeof appYaml>;
