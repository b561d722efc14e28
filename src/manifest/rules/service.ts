import type { Rule } from './types.ts';

/** One label of a host name: RFC 1035 §2.3.4. */
const longestLabel = 63;

/** gcloud names versions by the time, `20170618t144344`, and a project's id has six characters or more. */
const shortestRest = '20170618t144344-dot-'.length + '-dot-'.length + 'a-prj1'.length;

const longestService = longestLabel - shortestRest;

export const serviceRules: readonly Rule[] = [
  {
    keys: [['service']],
    find: ({ service }) =>
      service.length <= longestService
        ? []
        : [
            {
              code: 'FB1105',
              message: `service has ${service.length} characters, and VERSION-dot-SERVICE-dot-PROJECT may have ${longestLabel} in all`,
              hint: `Use ${longestService} at most, and fewer where the ids of version and project are not the shortest there are.`,
              warning: true,
            },
          ],
  },
  {
    keys: [
      ['endpoints_api_service'],
      ['endpoints_api_service', 'config_id'],
      ['endpoints_api_service', 'rollout_strategy'],
    ],
    find: ({ endpoints_api_service: { config_id, rollout_strategy } }) => {
      if (rollout_strategy === 'managed' && config_id !== null) {
        const message = 'endpoints_api_service has a config_id, and rollout_strategy is managed';
        return [
          {
            code: 'FB1011',
            message,
            hint: 'Remove config_id, or use fixed.',
            at: ['endpoints_api_service', 'config_id'],
          },
        ];
      }
      if (rollout_strategy !== 'managed' && config_id === null) {
        const message = 'endpoints_api_service has no config_id, and rollout_strategy is not managed';
        return [{ code: 'FB1010', message, hint: 'Add config_id, or `rollout_strategy: managed`.' }];
      }
      return [];
    },
  },
];
