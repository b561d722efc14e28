import { given } from './given.ts';
import type { Rule } from './types.ts';

export const healthRules: readonly Rule[] = [
  intervalRule('liveness_check'),
  intervalRule('readiness_check'),
  mixtureRule('health_check'),
  mixtureRule('vm_health_check'),
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
      const shown = given(section, isSet);
      const message = `${section}: ${shown('check_interval_sec', interval)} must be more than ${shown('timeout_sec', timeout)}`;
      return [{ code: 'FB1013', message, hint: 'Raise check_interval_sec or lower timeout_sec.' }];
    },
  };
}

function mixtureRule(legacy: 'health_check' | 'vm_health_check'): Rule {
  return {
    keys: [[legacy]],
    find: (_values, isSet) => {
      const split = ['liveness_check', 'readiness_check'].filter((key) => isSet([key]));
      if (split.length === 0) return [];
      const message = `${legacy} excludes ${split.join(' and ')}`;
      return [{ code: 'FB1011', message, hint: `Remove ${legacy}.` }];
    },
  };
}
