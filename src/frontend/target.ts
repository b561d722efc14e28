import { isPathForNginx } from './path.ts';
import type { HeaderField } from './rules/field.ts';

/** Where a request wants to go, or why it is not let through. */
export type Target =
  | { readonly kind: 'target'; readonly url: string; readonly host: string }
  | { readonly kind: 'refused'; readonly status: 400 | 405 | 501; readonly reason: string };

interface TargetParts {
  readonly method: string;
  /** As in `1.1`. */
  readonly httpVersion: string;
  /** The request line's second word. */
  readonly url: string;
  readonly fields: readonly HeaderField[];
  /** For HTTP/1.0, which knows no Host header. */
  readonly defaultHostname: string;
}

/**
 * The host and path a request asks for. What two readers could understand differently is refused: node's parser has refused
 * most of it already, this is what nginx refuses beyond that.
 */
export function targetOf({ method, httpVersion, url, fields, defaultHostname }: TargetParts): Target {
  if (httpVersion !== '1.1' && httpVersion !== '1.0')
    return refused('Only HTTP/1.0 and HTTP/1.1 are understood here.');
  if (method === 'TRACE') return noTrace;
  let host: string | null = null;
  let encoding: string | null = null;
  let hasLength = false;
  for (const { key, value } of fields) {
    if (key === 'host') {
      if (host !== null) return refused('The request has more than one Host header.');
      host = value;
    } else if (key === 'transfer-encoding') {
      encoding = encoding === null ? value : `${encoding}, ${value}`;
    } else if (key === 'content-length') hasLength = true;
  }
  if (host === null && httpVersion === '1.1') return refused('The request has no Host header.');
  if (encoding !== null) {
    if (hasLength) return refused('The request has both Content-Length and Transfer-Encoding.');
    if (httpVersion === '1.0') return refused('HTTP/1.0 has no Transfer-Encoding.');
    if (encoding.toLowerCase() !== 'chunked') return unknownEncoding;
  }
  return withHost(url, host ?? defaultHostname);
}

/** nginx's answer: a page that could make one would read what its browser keeps from it. */
const noTrace: Target = { kind: 'refused', status: 405, reason: 'TRACE is not answered here.' };

const unknownEncoding: Target = {
  kind: 'refused',
  status: 501,
  reason: 'The only Transfer-Encoding that is understood is chunked.',
};

function withHost(url: string, host: string): Target {
  if (url.startsWith('/')) return checked(url, host);
  const [, authority, rest = ''] = absoluteForm.exec(url) ?? [];
  if (authority !== undefined) return checked(rest.startsWith('/') ? rest : `/${rest}`, authority);
  return checked(url, host);
}

function checked(url: string, host: string): Target {
  if (!url.startsWith('/')) return refused('The request target is neither a path nor an http URL.');
  if (!isPathForNginx(url)) return refused('The path is not one that a server can follow.');
  if (!hostPattern.test(host)) return refused('The Host header is not a host name.');
  return { kind: 'target', url, host };
}

/** RFC 9112 §3.2.2; nginx takes host and path from it and forgets the Host header. */
const absoluteForm = /^https?:\/\/([^/?#]*)([^#]*)/i;
const hostPattern = /^(?:[\w.~%!$&'()*+,;=-]+|\[[0-9A-Fa-f:.]+\])(?::\d{0,5})?$/;

function refused(reason: string): Target {
  return { kind: 'refused', status: 400, reason };
}
