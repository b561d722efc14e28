import { throwErrorsAmong, type Diagnostic } from '../core/index.ts';
import { appConfigOf } from './app-config.ts';
import { readDocument, type YamlText } from './document.ts';
import { checkRules } from './rules.ts';
import { appYamlFile } from './schema/app-yaml.ts';
import type { LocatedAppConfig } from './types.ts';

/**
 * Reads an app.yaml as gcloud does, and holds it to the rules that the platform enforces only when it deploys.
 * `diagnostics` are warnings. All errors of the file are thrown as one FlexbuildError (FB10xx), in the order of its lines.
 */
export function readAppYaml(input: YamlText): {
  readonly app: LocatedAppConfig;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { values, places, report, whole, locate } = readDocument(input, appYamlFile);
  checkRules({ values, places, report, whole });
  throwErrorsAmong(report.diagnostics());
  const config = appConfigOf(values, places.ranges.has('manual_scaling'));
  return { app: { config, file: input.file, locate }, diagnostics: report.diagnostics() };
}
