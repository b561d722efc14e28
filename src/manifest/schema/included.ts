import { appYaml } from './app-yaml.ts';
import { docs } from './docs.ts';
import { broughtAlong } from './brought-along.ts';
import type { FileSchema, ObjectField } from './field.ts';

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

const elsewhere = Object.keys(appYaml.fields).filter((key) => !Object.hasOwn(includedYaml.fields, key));

export const includedFile = {
  table: includedYaml,
  minimum: 'Write `key: value` lines, such as env_variables, or remove it from includes.',
  broughtAlong: {
    ...broughtAlong,
    ...Object.fromEntries(
      elsewhere.map((key) => [key.replaceAll('_', ''), 'Write it into app.yaml itself.']),
    ),
  },
} as const satisfies FileSchema;
