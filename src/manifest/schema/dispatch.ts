import { urlShape } from '../dispatch/url-pattern.ts';
import type { FileSchema, ObjectField, ValueOf } from './field.ts';
import { serviceName } from './names.ts';
import { pastKeys } from './other-keys.ts';

/** dispatch.yaml: keys and types of gcloud's own parser (dispatchinfo.py), limits of the documentation. */
const dispatchYaml = {
  type: 'object',
  about: 'Which service gets which requests, whatever their host says.',
  docs: 'https://cloud.google.com/appengine/docs/flexible/reference/dispatch-yaml',
  fields: {
    dispatch: {
      type: 'list',
      about: 'Rules; of those that match a request, the first decides.',
      maxItems: 20,
      items: {
        type: 'object',
        about: 'A rule.',
        fields: {
          url: {
            type: 'text',
            about:
              'Host and path, without a scheme; the host may begin with *, and the path may end with one.',
            default: null,
            required: true,
            shape: urlShape,
            instead: { list: 'Write a rule for each of them.' },
          },
          service: {
            type: 'text',
            about: 'The service that gets the request.',
            default: null,
            required: true,
            pattern: serviceName,
          },
          module: {
            type: 'text',
            about: 'Old name of `service`.',
            default: null,
            pattern: serviceName,
            status: { kind: 'alias', of: 'service', deprecated: true },
          },
        },
      },
    },
    application: pastKeys.application,
  },
} as const satisfies ObjectField;

export const dispatchYamlFile = {
  table: dispatchYaml,
  minimum: 'Write `dispatch:` and below it rules with `url` and `service`, or `dispatch: []` for none.',
  broughtAlong: {
    host: 'Use url, which is the host and the path: "example.com/path/*".',
    path: 'Use url, which is the host and the path: "*/path/*".',
    pattern: 'Use url.',
    target: 'Use service.',
    backend: 'Use service.',
    rules: 'Use dispatch.',
    routes: 'Use dispatch.',
  },
  renames: { pattern: 'url', target: 'service', backend: 'service', rules: 'dispatch', routes: 'dispatch' },
} as const satisfies FileSchema;

/** The values of a dispatch.yaml. */
export type DispatchYaml = ValueOf<typeof dispatchYaml>;
