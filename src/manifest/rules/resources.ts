import { label } from '../reader.ts';
import type { AppYaml } from '../schema/app-yaml.ts';
import type { Finding, Rule } from './types.ts';

const volumes = ['resources', 'volumes'];

export const resourceRules: readonly Rule[] = [
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
    keys: [volumes, ['resources', 'memory_gb']],
    find: ({ resources }) => {
      const sum = (resources.volumes ?? []).reduce((total, { size_gb }) => total + size_gb, 0);
      if (sum <= resources.memory_gb) return [];
      const message = `the volumes take ${sum} GB, and the app has ${resources.memory_gb} GB of memory`;
      return [{ code: 'FB1013', message, hint: 'Make them smaller, or raise resources.memory_gb.' }];
    },
  },
  {
    keys: [volumes],
    find: ({ resources }) => {
      const names = (resources.volumes ?? []).map(({ name }) => name);
      return names.flatMap((name, index): readonly Finding[] => {
        if (names.indexOf(name) === index) return [];
        const at = [...volumes, String(index), 'name'];
        const message = `${label(at)} is ${name}, and so is that of another volume: both would be /mnt/${name}`;
        return [{ code: 'FB1013', message, hint: 'Give each a name of its own.', at }];
      });
    },
  },
];

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
  const hint = `Use ${gigabytes(1)} to ${gigabytes(6.5)}, in GB.`;
  const cores = cpu === 1 ? '1 core' : `${cpu} cores`;
  if (perCore >= 0.9 && perCore < 1) {
    const message = `resources.memory_gb is ${memory}, less than App Engine documents for ${cores}`;
    return [{ code: 'FB1013', message, hint, warning: true }];
  }
  const message = `resources.memory_gb is ${memory}, which does not go with ${cores}`;
  return [{ code: 'FB1013', message, hint }];
}
