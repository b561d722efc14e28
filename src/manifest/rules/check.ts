import { isFlex } from '../app-config.ts';
import { pathKey, type Path, type Places } from '../reader.ts';
import type { Report } from '../report.ts';
import type { AppYaml } from '../schema/app-yaml.ts';
import type { Range } from '../yaml-problem.ts';
import { healthRules } from './health.ts';
import { networkRules } from './network.ts';
import { resourceRules } from './resources.ts';
import { runtimeRules } from './runtime.ts';
import { scalingRules } from './scaling.ts';
import { serviceRules } from './service.ts';
import type { Rule } from './types.ts';

/** Holds the values to the rules that no single key can break. */
export function checkRules({
  values,
  places,
  report,
  whole,
}: {
  readonly values: AppYaml;
  readonly places: Places;
  readonly report: Report;
  readonly whole: Range;
}): void {
  const isSet = (path: Path): boolean => places.ranges.has(pathKey(path));
  if (values.runtime === null && !places.failed.has('runtime'))
    report.error([whole[0], whole[0] + 1], missingRuntime);
  if (!isFlex(values)) return;
  for (const { keys, find } of rules) {
    const first = keys.find(isSet);
    if (first === undefined || keys.some((key) => places.failed.has(pathKey(key)))) continue;
    for (const { at, warning, ...parts } of find(values, isSet)) {
      const range = places.ranges.get(pathKey(at ?? first)) ?? whole;
      if (warning) report.warning(range, parts);
      else report.error(range, parts);
    }
  }
}

const missingRuntime = {
  code: 'FB1010',
  message: 'the file has no runtime',
  hint: 'Add `runtime: python`, or `runtime: custom` (which gcloud takes where there is none) for a Dockerfile of your own.',
} as const;

/** Source of each: gcloud's own checks (CheckInitialized), the Admin API's answers, and its documentation. */
const rules: readonly Rule[] = [
  ...serviceRules,
  ...runtimeRules,
  ...scalingRules,
  ...healthRules,
  ...resourceRules,
  ...networkRules,
];
