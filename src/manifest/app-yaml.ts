import type { Diagnostic } from '../core/index.ts';
import { appConfigOf, isFlex } from './app-config.ts';
import { faultless, readDocument, type Content, type Examined, type YamlText } from './document.ts';
import { mergeIncluded } from './includes/merge.ts';
import { readIncluded, type Included, type ReadFile } from './includes/read.ts';
import { pathKey, type Places } from './reader.ts';
import type { Report } from './report.ts';
import { checkRules } from './rules/check.ts';
import { appYamlFile, type appYaml, type AppYaml } from './schema/app-yaml.ts';
import { standardRuntime } from './schema/standard-runtimes.ts';
import type { LocatedAppConfig } from './types.ts';

/** An app.yaml as text. */
export interface AppYamlText extends YamlText {
  /** Reads the files that `includes` names; without it there are none. */
  readonly readFile?: ReadFile;
}

/**
 * Reads an app.yaml as gcloud does, with the files that it includes, and holds it to the rules that the platform
 * enforces only when it deploys. `diagnostics` are warnings. All errors are thrown as one FlexbuildError (FB10xx), in the
 * order of their lines.
 */
export function readAppYaml(input: AppYamlText): {
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
export function examineAppYaml(input: AppYamlText): Examined<LocatedAppConfig> {
  const { file, substitutions, readFile = () => null } = input;
  const { report, content } = readDocument(input, appYamlFile);
  if (content === null) return { config: null, diagnostics: report.diagnostics() };
  const { values, places, whole } = content;
  const { included, diagnostics } = readIncluded({ file, report, content }, { readFile, substitutions });
  checkRules({ values, places, report, whole });
  checkScalings({ content, included, report });
  const merged = mergeIncluded({ ...content, values: withoutBrokenLists(values, places) }, included);
  const config = decides(values, places)
    ? { config: appConfigOf(merged), file, locate: merged.locate }
    : null;
  return { config, diagnostics: [...ofItsEnvironment(values, report.diagnostics()), ...diagnostics] };
}

/** gcloud merges after it has checked, and would send both. */
function checkScalings({
  content: { places, whole },
  included,
  report,
}: {
  readonly content: Content<typeof appYaml>;
  readonly included: readonly Included[];
  readonly report: Report;
}): void {
  const manual = included.some((part) => part.places.ranges.has('manual_scaling'));
  if (!manual || !places.ranges.has('automatic_scaling')) return;
  report.error(places.ranges.get('includes') ?? whole, {
    code: 'FB1011',
    message: 'an included file has manual_scaling, which automatic_scaling of this file excludes',
    hint: 'Keep one of them.',
  });
}

/** A list with an item that is refused counts as not set. */
function withoutBrokenLists(values: AppYaml, { failed }: Places): AppYaml {
  const { skip_files, resources, network } = values;
  return {
    ...values,
    skip_files: failed.has('skip_files') ? null : skip_files,
    resources: failed.has(pathKey(['resources', 'volumes'])) ? { ...resources, volumes: null } : resources,
    network: failed.has(pathKey(['network', 'forwarded_ports']))
      ? { ...network, forwarded_ports: null }
      : network,
  };
}

/** In a file for the standard environment, its keys are in their place. */
function ofItsEnvironment(values: AppYaml, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return isFlex(values) ? diagnostics : diagnostics.filter(({ code }) => code !== 'FB1104');
}

/** Keys that say what is built, and its name. */
const deciding: ReadonlySet<string> = new Set(['service', 'runtime', 'env', 'entrypoint', 'runtime_config']);

function decides(values: AppYaml, { failed }: Places): boolean {
  const isDeciding = (key: string): boolean => deciding.has(key.split('\0')[0] ?? key);
  if (values.runtime === null || [...failed].some(isDeciding)) return false;
  return !isFlex(values) || standardRuntime(values.runtime) === null;
}
