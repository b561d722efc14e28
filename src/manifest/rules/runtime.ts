import { standardRuntime } from '../schema/standard-runtimes.ts';
import { runtimeConfig } from '../schema/runtime-config.ts';
import type { KnownName } from '../schema/field.ts';
import type { Finding, Rule } from './types.ts';

export const runtimeRules: readonly Rule[] = [
  {
    keys: [['runtime']],
    find: ({ runtime }) => {
      const standard = standardRuntime(runtime ?? '');
      if (standard === null) return [];
      const { language, version } = standard;
      return [
        {
          code: 'FB1017',
          message: `${runtime} is a runtime of the standard environment, and env is flex`,
          hint:
            `Write \`runtime: ${language}\`, with \`operating_system\` and \`runtime_version: "${version}"\` ` +
            'below runtime_config; or remove `env: flex`.',
        },
      ];
    },
  },
  {
    keys: [['runtime_config'], ['runtime']],
    find: ({ runtime, runtime_config }) =>
      Object.keys(runtime_config).flatMap((name): readonly Finding[] => {
        const known: Readonly<Record<string, KnownName>> = runtimeConfig.known;
        const runtimes = Object.hasOwn(known, name) ? known[name]?.runtimes : undefined;
        if (runtimes === undefined || runtime === null || runtimes.includes(runtime)) return [];
        const message = `runtime_config.${name} is for ${runtimes.join(', ')}, and runtime is ${runtime}`;
        const at = ['runtime_config', name];
        return [{ code: 'FB1013', message, hint: 'Remove it.', at, warning: true }];
      }),
  },
  {
    keys: [['entrypoint']],
    find: ({ entrypoint }) =>
      /[\0-\x1f]/.test(entrypoint ?? '')
        ? [
            {
              code: 'FB1107',
              message: 'entrypoint has a line break or a tab, which builders of older runtimes refuse',
              hint: 'Write it in one line; behind `>-` it may take several.',
              warning: true,
            },
          ]
        : [],
  },
  {
    keys: [['beta_settings', 'enable_app_engine_apis']],
    find: () => [
      {
        code: 'FB1103',
        message: 'beta_settings.enable_app_engine_apis is deprecated',
        hint: 'Use the client libraries of Google Cloud.',
        warning: true,
      },
    ],
  },
];
