import { docs } from './docs.ts';
import type { Field, OpenField } from './field.ts';
import { oneWord, variableName } from './names.ts';

const noEffect = { status: { kind: 'no-effect' } } as const;

const refused = (about: string, hint: string) =>
  ({ type: 'open', about, status: { kind: 'refused', hint } }) as const satisfies OpenField;

/** Keys that the platform acts on and flexbuild does not. */
export const platformKeys = {
  endpoints_api_service: {
    type: 'object',
    about: 'Cloud Endpoints in front of the app.',
    docs: docs.endpoints,
    ...noEffect,
    fields: {
      name: { type: 'text', about: 'Name of the service.', default: null, required: true, pattern: oneWord },
      rollout_strategy: {
        type: 'text',
        about: 'Whether one configuration or the newest is used.',
        default: 'fixed',
        oneOf: ['fixed', 'managed'],
      },
      config_id: {
        type: 'text',
        about: 'The configuration, where it is fixed.',
        default: null,
        pattern: oneWord,
      },
      trace_sampling: { type: 'truth', about: 'Whether requests are traced.', default: true },
    },
  },
  vpc_access_connector: {
    type: 'object',
    about: 'A way into a VPC; flexible instances are in one anyway.',
    docs: docs.standard,
    status: { kind: 'standard-only', hint: 'Use network with name and subnetwork_name.' },
    fields: {
      name: {
        type: 'text',
        about: 'The connector.',
        default: null,
        required: true,
        pattern: { expression: '[a-z\\d-]+(/.+)*', means: 'the name or the path of a connector' },
      },
      egress_setting: {
        type: 'text',
        about: 'Which traffic goes through it.',
        default: null,
        oneOf: ['all-traffic', 'private-ranges-only'],
      },
    },
  },
  zones: {
    type: 'list',
    about: 'Zones for the instances; gcloud drops them.',
    items: { type: 'text', about: 'A zone.', default: null, required: true },
    ...noEffect,
  },
  runtime_channel: { type: 'text', about: 'Release channel of the runtime.', default: null, ...noEffect },
  source_language: {
    type: 'text',
    about: 'Language of the source.',
    default: null,
    pattern: {
      expression: '[\\w.\\-]{1,32}',
      means: 'up to 32 letters, digits, dots, hyphens and underscores',
    },
    ...noEffect,
  },
  main: { type: 'text', about: 'Package of `main` in Go.', default: null, ...noEffect },
} as const satisfies Readonly<Record<string, Field>>;

/** Old names, and keys that gcloud knows and refuses. */
export const pastKeys = {
  application: refused('Project of the app.', 'Remove it, and name the project with --project.'),
  project: refused('Project of the app.', 'Remove it, and name the project with --project.'),
  version: refused('Version of the service.', 'Remove it, and name the version with --version.'),
  libraries: refused('Libraries of Python 2.7.', 'Remove it, and name them in requirements.txt.'),
  vm: {
    type: 'truth',
    about: 'Old name of the flexible environment.',
    default: false,
    status: { kind: 'deprecated', hint: 'Write `env: flex` instead.' },
  },
  vm_settings: {
    type: 'map',
    about: 'Old name of `beta_settings`.',
    keys: variableName,
    reading: 'as-gcloud',
    status: { kind: 'deprecated', hint: 'Use beta_settings.' },
  },
} as const satisfies Readonly<Record<string, Field>>;
