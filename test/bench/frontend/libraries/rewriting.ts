import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What the front end calls itself, to both sides. */
export const via = '1.1 google';

/** The headers that the front end sets, as somebody who uses a proxy library would set them. */
export function headersFor({ headers, socket }: IncomingMessage): Record<string, string> {
  const client = socket.remoteAddress ?? '';
  const trace = hexId();
  const before = headers['x-forwarded-for'];
  return {
    'x-forwarded-for': `${before === undefined ? '' : `${String(before)}, `}${client}, 169.254.1.1`,
    'x-forwarded-proto': 'http',
    forwarded: `for="${client}";proto=http`,
    via,
    'x-cloud-trace-context': `${trace}/1`,
    traceparent: `00-${trace}-0000000000000001-00`,
    'x-appengine-country': 'ZZ',
    'x-appengine-region': '?',
    'x-appengine-city': '?',
    'x-appengine-citylatlong': '0.000000,0.000000',
    'x-appengine-https': 'off',
    'x-appengine-user-ip': client,
    'x-appengine-default-version-hostname': 'project.uc.r.appspot.com',
    'x-appengine-request-log-id': hexId(),
    'x-appengine-timeout-ms': '3599999',
  };
}

function hexId(): string {
  return randomUUID().replaceAll('-', '');
}
