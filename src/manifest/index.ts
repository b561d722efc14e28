export { readAppYaml } from './app-yaml.ts';
export type { YamlText } from './document.ts';
export { setRuntimeCustom } from './edit.ts';
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
