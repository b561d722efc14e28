import type { ServerHttp2Stream } from 'node:http2';
import type { ClientUpgrade } from '../client.ts';
import { rawHeadersOf } from '../rules/field.ts';
import { fieldsOf } from './response.ts';

/** An extended CONNECT (RFC 8441): a 2xx where HTTP/1.1 has its 101, and the stream carries the other protocol. */
export function upgradeOf(stream: ServerHttp2Stream): ClientUpgrade {
  return {
    socket: stream,
    head: Buffer.alloc(0),
    accept({ fields }) {
      if (stream.destroyed || stream.closed) return;
      const endToEnd = fields.filter(({ key }) => key !== 'sec-websocket-accept');
      stream.respond({ ...fieldsOf(rawHeadersOf(endToEnd)), ':status': 200 });
    },
  };
}
