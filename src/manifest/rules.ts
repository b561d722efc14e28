import type { Diagnostic } from '../core/index.ts';
import { isFlex } from './app-config.ts';
import { label, pathKey, type Path, type Places } from './reader.ts';
import type { Report } from './report.ts';
import type { AppYaml } from './schema/app-yaml.ts';
import { reservedPort } from './schema/network.ts';
import type { Range } from './yaml-syntax.ts';

/** What is wrong between keys; a `warning` goes on. */
interface Finding extends Pick<Diagnostic, 'code' | 'message' | 'hint'> {
  readonly warning?: true;
  /** The key it is about; the rule's first one that is set, where this is left out. */
  readonly at?: Path;
}

interface Rule {
  /** The keys it compares: it is skipped where one of them has an error of its own, or none is set. */
  readonly keys: readonly Path[];
  readonly find: (values: AppYaml, isSet: (path: Path) => boolean) => readonly Finding[];
}

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

/** Source of each: the Admin API's answers and its documentation; gcloud itself checks only the scaling sections. */
const rules: readonly Rule[] = [
  {
    keys: [['manual_scaling'], ['automatic_scaling'], ['basic_scaling']],
    find: (_values, isSet) => {
      const set = ['automatic_scaling', 'manual_scaling', 'basic_scaling'].filter((key) => isSet([key]));
      if (set.length < 2) return [];
      const message = `${set.join(' and ')} exclude each other`;
      return [{ code: 'FB1011', message, hint: 'Keep one of them.' }];
    },
  },
  {
    keys: [['basic_scaling']],
    find: () => [
      {
        code: 'FB1008',
        message: 'the flexible environment has no basic_scaling',
        hint: 'Use automatic_scaling or manual_scaling.',
      },
    ],
  },
  {
    keys: [
      ['automatic_scaling', 'min_num_instances'],
      ['automatic_scaling', 'max_num_instances'],
    ],
    find: ({ automatic_scaling: { min_num_instances: min, max_num_instances: max } }, isSet) => {
      if (min <= max) return [];
      const given = (key: string, value: number): string =>
        `${key} (${value}${isSet(['automatic_scaling', key]) ? '' : ', the default'})`;
      const message = `${given('min_num_instances', min)} is more than ${given('max_num_instances', max)}`;
      return [{ code: 'FB1013', message, hint: 'Make the one smaller or the other larger.' }];
    },
  },
  intervalRule('liveness_check'),
  intervalRule('readiness_check'),
  {
    keys: [['resources', 'cpu']],
    find: ({ resources: { cpu } }) => {
      const allowed =
        cpu === 1 || (cpu >= 2 && cpu <= 32 && cpu % 2 === 0) || (cpu > 32 && cpu <= 80 && cpu % 4 === 0);
      const hint = 'Use 1, an even number from 2 to 32, or a multiple of 4 up to 80.';
      return allowed ? [] : [{ code: 'FB1009', message: `no machine has ${cpu} cores`, hint }];
    },
  },
  {
    keys: [
      ['resources', 'memory_gb'],
      ['resources', 'cpu'],
    ],
    find: ({ resources }, isSet) => (isSet(['resources', 'memory_gb']) ? memoryPerCore(resources) : []),
  },
  {
    keys: [
      ['resources', 'volumes'],
      ['resources', 'memory_gb'],
    ],
    find: ({ resources: { volumes, memory_gb: memory } }) => {
      const sum = (volumes ?? []).reduce((total, { size_gb }) => total + size_gb, 0);
      if (sum <= memory) return [];
      const message = `the volumes take ${sum} GB, and the app has ${memory} GB of memory`;
      return [{ code: 'FB1013', message, hint: 'Make them smaller, or raise resources.memory_gb.' }];
    },
  },
  {
    keys: [['network', 'forwarded_ports']],
    find: ({ network }) =>
      (network.forwarded_ports ?? []).flatMap((forwarded, index) => {
        const message = reservedPort(forwarded);
        if (message === null) return [];
        const at = ['network', 'forwarded_ports', String(index)];
        return [
          { code: 'FB1009', message: `${label(at)}: ${message}`, hint: 'Use another port.', at } as const,
        ];
      }),
  },
];

function intervalRule(section: 'liveness_check' | 'readiness_check'): Rule {
  return {
    keys: [
      [section, 'check_interval_sec'],
      [section, 'timeout_sec'],
    ],
    find: (values, isSet) => {
      const { check_interval_sec: interval, timeout_sec: timeout } = values[section];
      if (interval > timeout) return [];
      const given = (key: string, value: number): string =>
        `${key} (${value}${isSet([section, key]) ? '' : ', the default'})`;
      const message = `${section}: ${given('check_interval_sec', interval)} must be more than ${given('timeout_sec', timeout)}`;
      return [{ code: 'FB1013', message, hint: 'Raise check_interval_sec or lower timeout_sec.' }];
    },
  };
}

/** The machine's own share of the memory, GB. */
const overheadGb = 0.4;

/**
 * Documented are 1.0 to 6.5 GB a core; servers have taken 0.9 as well, and Google's own samples ask for 0.5 GB with
 * one core, so that is a warning.
 */
function memoryPerCore({ cpu, memory_gb: memory }: AppYaml['resources']): readonly Finding[] {
  const perCore = Number(((memory + overheadGb) / cpu).toFixed(6));
  if (perCore >= 1 && perCore <= 6.5) return [];
  const gigabytes = (factor: number): string => String(Number((cpu * factor - overheadGb).toFixed(3)));
  const hint = `Use ${gigabytes(1)} to ${gigabytes(6.5)}.`;
  const cores = cpu === 1 ? '1 core' : `${cpu} cores`;
  if (perCore >= 0.9 && perCore < 1) {
    const message = `resources.memory_gb is ${memory}, less than App Engine documents for ${cores}`;
    return [{ code: 'FB1013', message, hint, warning: true }];
  }
  const message = `resources.memory_gb is ${memory}, which does not go with ${cores}`;
  return [{ code: 'FB1013', message, hint }];
}
