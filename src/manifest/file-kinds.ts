import { appYamlFile } from './schema/app-yaml.ts';
import { cronYamlFile } from './schema/cron.ts';
import { dispatchYamlFile } from './schema/dispatch.ts';
import type { FileSchema } from './schema/field.ts';

/** The files of an app that are read: app.yaml, dispatch.yaml, cron.yaml. */
export type FileKind = 'app' | 'dispatch' | 'cron';

export const fileSchemas: Readonly<Record<FileKind, FileSchema>> = {
  app: appYamlFile,
  dispatch: dispatchYamlFile,
  cron: cronYamlFile,
};
