import type { RequestRecord } from '../core/index.ts';

/** A request as Cloud Logging has it: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry */
export interface AccessLogEntry {
  readonly logName: string;
  readonly timestamp: string;
  readonly severity: 'INFO' | 'WARNING' | 'ERROR';
  readonly resource: {
    readonly type: 'gae_app';
    readonly labels: {
      readonly project_id: string;
      /** Empty where no instance answered, `version_id` as well. */
      readonly module_id: string;
      readonly version_id: string;
    };
  };
  readonly httpRequest: {
    /** Left out, as `requestUrl` and `protocol` are, where the client's bytes told none. */
    readonly requestMethod?: string;
    readonly requestUrl?: string;
    /** Of the body, in digits, as JSON has 64-bit numbers for Google; `responseSize` as well. */
    readonly requestSize: string;
    readonly status: number;
    readonly responseSize: string;
    readonly userAgent?: string;
    readonly remoteIp: string;
    readonly referer?: string;
    /** `0.012345s`. */
    readonly latency: string;
    readonly protocol?: string;
  };
  readonly trace: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface LoggedRequest {
  readonly record: RequestRecord;
  readonly project: string;
  readonly service: string | null;
  readonly version: string | null;
}

/** What App Engine's request log says of a request. */
export function accessLogEntry({ record, project, service, version }: LoggedRequest): AccessLogEntry {
  const { method, url, protocol, instance, userAgent, referrer, status } = record;
  return {
    logName: `projects/${project}/logs/appengine.googleapis.com%2Fnginx.request`,
    timestamp: new Date(record.startedAtMs).toISOString(),
    severity: severityOf(status),
    resource: {
      type: 'gae_app',
      labels: { project_id: project, module_id: service ?? '', version_id: version ?? '' },
    },
    httpRequest: {
      ...(method === '' ? {} : { requestMethod: method }),
      ...(url === '' ? {} : { requestUrl: absoluteUrl(record) }),
      requestSize: String(record.requestBytes),
      status,
      responseSize: String(record.responseBytes),
      ...(userAgent === null ? {} : { userAgent }),
      remoteIp: record.clientAddress,
      ...(referrer === null ? {} : { referer: referrer }),
      latency: `${(record.latencyMs / 1000).toFixed(6)}s`,
      ...(protocol === '' ? {} : { protocol }),
    },
    trace: `projects/${project}/traces/${record.trace}`,
    labels: instance === null ? {} : { 'appengine.googleapis.com/instance_name': instance },
  };
}

function absoluteUrl({ secure, host, url }: RequestRecord): string {
  return url.startsWith('/') ? `${secure ? 'https' : 'http'}://${host}${url}` : url;
}

function severityOf(status: number): AccessLogEntry['severity'] {
  if (status >= 500) return 'ERROR';
  return status >= 400 ? 'WARNING' : 'INFO';
}
