export { examineAppYaml, readAppYaml, type AppYamlText } from './app-yaml.ts';
export {
  examineCronYaml,
  type CronJob,
  type LocatedCron,
  type LocatedJob,
  type RetryParameters,
} from './cron/cron-yaml.ts';
export { parseSchedule, type Days, type Schedule, type Weekdays } from './cron/schedule.ts';
export type { ReadFile } from './includes/read.ts';
export type { ScheduleProblem } from './cron/unexpected.ts';
export { examineDispatchYaml, type LocatedDispatch, type LocatedRule } from './dispatch/dispatch-yaml.ts';
export { dispatchRuleFor, type DispatchRule } from './dispatch/rules.ts';
export type { HostPattern, PathPattern } from './dispatch/url-pattern.ts';
export type { Examined, YamlText } from './document.ts';
export { setEntrypoint, setRuntimeCustom } from './edit.ts';
export type { FileKind } from './file-kinds.ts';
export { fixYaml, type Fix } from './fix/fix-yaml.ts';
export { jsonSchemaOf, type JsonSchema } from './json-schema/json-schema.ts';
export { minimalAppYaml, missingAppYaml } from './minimal.ts';
export type {
  AppConfig,
  HealthCheck,
  HealthChecks,
  LocatedAppConfig,
  Network,
  Resources,
  RuntimeChoice,
  Scaling,
  Volume,
} from './types.ts';
