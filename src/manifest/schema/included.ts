import { appYaml } from './app-yaml.ts';
import { docs } from './docs.ts';
import type { ObjectField } from './field.ts';

const {
  builtins,
  includes,
  handlers,
  admin_console,
  manual_scaling,
  vm,
  vm_settings,
  beta_settings,
  env_variables,
  build_env_variables,
  skip_files,
} = appYaml.fields;

/** A file that `includes` names: the few keys of an app.yaml that gcloud takes there (AppInclude). */
export const includedYaml = {
  type: 'object',
  about: 'A part of an app.yaml.',
  docs: docs.includes,
  fields: {
    builtins,
    includes,
    handlers,
    admin_console,
    manual_scaling,
    vm,
    vm_settings,
    beta_settings,
    env_variables,
    // gcloud reads it and leaves it out when it merges.
    build_env_variables: {
      ...build_env_variables,
      status: { kind: 'no-effect', hint: 'Write it into app.yaml: gcloud leaves it out here.' },
    },
    skip_files,
  },
} as const satisfies ObjectField;
