import type { Job } from '../../core/index.ts';
import type { FrontEndOptions } from '../../frontend/index.ts';
import { hostOf } from '../host-names.ts';
import type { EmulatorOptions } from '../types.ts';
import type { AppFrontEndRequest } from './types.ts';

/** What the app's options say of its front end. */
export function frontEndOptions({ frontEnd, app }: EmulatorOptions): Omit<FrontEndOptions, 'route'> {
  const { listen, tls, limits, places, onForward } = frontEnd;
  return { listen, tls, limits, places, defaultHostname: hostOf(app, null), ...(onForward && { onForward }) };
}

/** The same, and every request is reported and counted. */
export function reportingOptions(
  { options, routing, explain, statistics }: AppFrontEndRequest,
  job: Job,
): Omit<FrontEndOptions, 'route'> {
  return {
    ...frontEndOptions(options),
    explain,
    onRequest(record) {
      const { instances } = routing();
      const { service, version } = instances.find(({ instance }) => instance === record.instance) ?? nobody;
      statistics.count({ record, service, version });
      job.notify({ kind: 'request', record, service, version });
    },
  };
}

const nobody = { service: null, version: null };
