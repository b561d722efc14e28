import type { Field, OpenField, Status } from './field.ts';

const open = (about: string, status: Status = { kind: 'no-effect' }) =>
  ({ type: 'open', about, status }) as const satisfies OpenField;

const standardOnly = (about: string) =>
  open(about, { kind: 'no-effect', hint: 'Remove it: the flexible environment does not use it.' });

/** Keys of app.yaml that gcloud takes and that change nothing here, and those that it refuses. */
export const standardKeys = {
  application: open('Project of the app.', {
    kind: 'refused',
    hint: 'Remove it, and name the project with --project.',
  }),
  project: open('Project of the app.', {
    kind: 'refused',
    hint: 'Remove it, and name the project with --project.',
  }),
  version: open('Version of the service.', {
    kind: 'refused',
    hint: 'Remove it, and name the version with --version.',
  }),
  vm: open('Old name of the flexible environment.', {
    kind: 'deprecated',
    hint: 'Write `env: flex` instead.',
  }),
  vm_settings: open('Old name of `beta_settings`.', { kind: 'deprecated', hint: 'Use beta_settings.' }),
  health_check: open('The one check of old.', {
    kind: 'deprecated',
    hint: 'Use liveness_check and readiness_check.',
  }),
  vm_health_check: open('The one check of old.', {
    kind: 'deprecated',
    hint: 'Use liveness_check and readiness_check.',
  }),
  includes: open('Other files to read as well.', {
    kind: 'no-effect',
    hint: 'Copy what the included files set into this one.',
  }),
  endpoints_api_service: open('Cloud Endpoints in front of the app.'),
  vpc_access_connector: open('A way into a VPC; flexible instances are in one anyway.'),
  runtime_channel: open('Release channel of the runtime.'),
  zones: open('Zones for the instances.'),
  source_language: open('Language of the source.'),
  main: open('Package of `main` in Go.'),
  api_version: standardOnly('Version of the APIs.'),
  threadsafe: standardOnly('Whether requests may come at once.'),
  instance_class: standardOnly('Size of an instance.'),
  handlers: standardOnly('What serves which URL.'),
  libraries: standardOnly('Libraries of Python 2.7.'),
  inbound_services: standardOnly('Services that may call the app.'),
  default_expiration: standardOnly('How long static files are cached.'),
  error_handlers: standardOnly('Pages for errors.'),
  builtins: standardOnly('Built-in handlers.'),
  derived_file_type: standardOnly('Files that are made from others.'),
  admin_console: standardOnly('Pages of the admin console.'),
  backends: standardOnly('Old name of services.'),
  auto_id_policy: standardOnly('How the datastore numbers entities.'),
  api_config: standardOnly('Endpoints of old.'),
  code_lock: standardOnly('Whether the code can be downloaded.'),
  standard_websocket: standardOnly('WebSockets in the standard environment.'),
  app_engine_apis: standardOnly('The bundled services of old.'),
  nobuild_files: standardOnly('Files that Go does not build.'),
} as const satisfies Readonly<Record<string, Field>>;
