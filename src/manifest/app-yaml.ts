import type { Diagnostic } from '../core/index.ts';
import { appConfigOf } from './app-config.ts';
import { faultless, readDocument, type Examined, type YamlText } from './document.ts';
import type { Places } from './reader.ts';
import { checkRules } from './rules/check.ts';
import { appYamlFile, type AppYaml } from './schema/app-yaml.ts';
import type { LocatedAppConfig } from './types.ts';

/**
 * Reads an app.yaml as gcloud does, and holds it to the rules that the platform enforces only when it deploys.
 * `diagnostics` are warnings. All errors of the file are thrown as one FlexbuildError (FB10xx), in the order of its lines.
 */
export function readAppYaml(input: YamlText): {
  readonly app: LocatedAppConfig;
  readonly diagnostics: readonly Diagnostic[];
} {
  const examined = examineAppYaml(input);
  return { app: faultless(examined), diagnostics: examined.diagnostics };
}

/**
 * Like `readAppYaml`, and throws nothing. Values that are refused have their defaults in the config; it is null where
 * that would change what is built.
 */
export function examineAppYaml(input: YamlText): Examined<LocatedAppConfig> {
  const { report, content } = readDocument(input, appYamlFile);
  if (content === null) return { config: null, diagnostics: report.diagnostics() };
  const { values, places, whole, locate } = content;
  checkRules({ values, places, report, whole });
  const config = decides(values, places)
    ? { config: appConfigOf(values, places.ranges.has('manual_scaling')), file: input.file, locate }
    : null;
  return { config, diagnostics: report.diagnostics() };
}

/** Keys that say what is built. */
const deciding: ReadonlySet<string> = new Set(['runtime', 'env', 'entrypoint', 'runtime_config']);

function decides(values: AppYaml, { failed }: Places): boolean {
  const isDeciding = (key: string): boolean => deciding.has(key.split('\0')[0] ?? key);
  return values.runtime !== null && ![...failed].some(isDeciding);
}
