import { label } from '../reader.ts';
import { given } from './given.ts';
import type { Finding, Rule } from './types.ts';

const sections = ['automatic_scaling', 'manual_scaling', 'basic_scaling'];
const metrics = ['automatic_scaling', 'custom_metrics'];

export const scalingRules: readonly Rule[] = [
  {
    keys: [['manual_scaling'], ['automatic_scaling'], ['basic_scaling']],
    find: (_values, isSet) => {
      const set = sections.filter((key) => isSet([key]));
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
      const shown = given('automatic_scaling', isSet);
      const message = `${shown('min_num_instances', min)} is more than ${shown('max_num_instances', max)}`;
      return [{ code: 'FB1013', message, hint: 'Make the one smaller or the other larger.' }];
    },
  },
  {
    keys: [metrics],
    find: ({ automatic_scaling: { custom_metrics } }) =>
      (custom_metrics ?? []).flatMap((metric, index): readonly Finding[] => {
        const at = [...metrics, String(index)];
        const targets = [metric.target_utilization, metric.single_instance_assignment].filter(Boolean);
        if (targets.length === 1) return [];
        const names = 'target_utilization and single_instance_assignment';
        if (targets.length === 0)
          return [
            { code: 'FB1010', message: `${label(at)} has none of ${names}`, hint: 'Add one of them.', at },
          ];
        const message = `${names} of ${label(at)} exclude each other`;
        return [{ code: 'FB1011', message, hint: 'Keep one of them.', at }];
      }),
  },
];
