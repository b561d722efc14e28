import type { AnsweredRequest, ForwardedRequest, HeaderField, Notice } from '../index.ts';
import { recorder, type Recorder } from './recorded.ts';
import type { HeaderValues, LogLine, SeenMetadataRequest, SeenRequest } from './types.ts';

/** Everything that is kept of one app while it runs. */
export interface Recordings {
  readonly logs: Recorder<LogLine>;
  readonly frontEnd: Recorder<SeenRequest>;
  readonly metadata: Recorder<SeenMetadataRequest>;
  readonly onNotice: (notice: Notice) => void;
  readonly onForward: (request: ForwardedRequest) => void;
  readonly onMetadata: (request: AnsweredRequest) => void;
  close(): void;
}

export function recordings(): Recordings {
  const services = new Map<string, string>();
  // Every instance tells that it starts before it can ask or answer anything.
  const serviceOf = (instance: string) => services.get(instance) ?? '';
  const logs = recorder<LogLine>({ what: 'line of the log', describe: ({ text }) => text });
  const frontEnd = recorder<SeenRequest>({ what: 'request to the app', describe: requestLine });
  const metadata = recorder<SeenMetadataRequest>({
    what: 'request to the metadata server',
    describe: (request) => `${requestLine(request)} ${request.status}`,
  });

  return {
    logs,
    frontEnd,
    metadata,
    onNotice(notice) {
      if (notice.kind === 'instance-state') services.set(notice.instance, notice.service);
      if (notice.kind !== 'app-output') return;
      const { service, instance, line } = notice;
      logs.add({ service, instance, ...line });
    },
    onForward({ received, sent, ...request }) {
      const service = serviceOf(request.instance);
      frontEnd.add({ ...request, service, received: headersOf(received), sent: headersOf(sent) });
    },
    onMetadata: (request) => metadata.add({ ...request, service: serviceOf(request.instance) }),
    close() {
      for (const one of [logs, frontEnd, metadata]) one.close();
    },
  };
}

function requestLine({ method, url }: { readonly method: string; readonly url: string }): string {
  return `${method} ${url}`;
}

/** RFC 9110 §5.3: fields of one name are a list. */
function headersOf(fields: readonly HeaderField[]): HeaderValues {
  const byKey = Map.groupBy(fields, ({ key }) => key);
  return Object.fromEntries(
    [...byKey].map(([key, same]) => [key, same.map(({ value }) => value).join(', ')]),
  );
}
