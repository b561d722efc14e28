import { lines, type CodeExamples } from './types.ts';

const twoServices = (second: string) => ({
  'app.yaml': lines('runtime: python', 'env: flex'),
  'api/app.yaml': lines(`service: ${second}`, 'runtime: python', 'env: flex'),
});

/** FB105x and FB115x: dispatch.yaml, cron.yaml, and what only several files together show. */
export const appFilesExamples: CodeExamples = {
  FB1050: {
    example: { 'dispatch.yaml': lines('dispatch:', '- url: "https://example.com/api/*"', '  service: api') },
    fix: { 'dispatch.yaml': lines('dispatch:', '- url: "example.com/api/*"', '  service: api') },
  },
  FB1051: {
    example: { 'cron.yaml': lines('cron:', '- url: /tasks/clean', '  schedule: "*/5 * * * *"') },
    fix: { 'cron.yaml': lines('cron:', '- url: /tasks/clean', '  schedule: every 5 minutes') },
  },
  FB1052: {
    example: {
      'cron.yaml': lines('cron:', '- url: /tasks/mail', '  schedule: every monday 09:00', '  timezone: PST'),
    },
    fix: {
      'cron.yaml': lines(
        'cron:',
        '- url: /tasks/mail',
        '  schedule: every monday 09:00',
        '  timezone: America/Los_Angeles',
      ),
    },
  },
  FB1053: { example: twoServices('default'), fix: twoServices('api') },
  FB1110: {
    example: {
      ...twoServices('api'),
      'dispatch.yaml': lines('dispatch:', '- url: "*/work/*"', '  service: worker'),
    },
    fix: '`flexbuild run . worker/ dispatch.yaml`; on App Engine too, all services of the rules have to be deployed before.',
  },
  FB1111: {
    example: '`flexbuild run shop/ worker/`, where both folders have a dispatch.yaml.',
    fix: '`flexbuild run shop/ worker/ shop/dispatch.yaml`',
  },
  FB1112: {
    example: '`flexbuild run app.yaml cron.yaml`',
    fix: '`flexbuild run app.yaml`, and `flexbuild cron start` in another terminal.',
  },
  FB1150: {
    example: { 'dispatch.yaml': lines('dispatch:', '- url: "*/users/*/mail"', '  service: api') },
    fix: { 'dispatch.yaml': lines('dispatch:', '- url: "*/users/*"', '  service: api') },
  },
  FB1151: {
    example: {
      'dispatch.yaml': lines(
        'dispatch:',
        '- url: "*/*"',
        '  service: default',
        '- url: "*/api/*"',
        '  service: api',
      ),
    },
    fix: {
      'dispatch.yaml': lines(
        'dispatch:',
        '- url: "*/api/*"',
        '  service: api',
        '- url: "*/*"',
        '  service: default',
      ),
    },
  },
  FB1152: {
    example: {
      ...twoServices('api'),
      'dispatch.yaml': lines('dispatch:', '- url: "*/api/*"', '  service: apii'),
    },
    fix: { 'dispatch.yaml': lines('dispatch:', '- url: "*/api/*"', '  service: api') },
  },
  FB1153: {
    example: {
      'dispatch.yaml': lines('dispatch:', '- url: "*/tasks/*"', '  service: api'),
      'cron.yaml': lines('cron:', '- url: /tasks/clean', '  schedule: every 10 minutes', '  target: default'),
    },
    fix: {
      'cron.yaml': lines('cron:', '- url: /tasks/clean', '  schedule: every 10 minutes', '  target: api'),
    },
  },
};
