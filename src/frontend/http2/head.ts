import { randomBytes } from 'node:crypto';

/** What the head of an HTTP/2 request is in HTTP/1.1, or the status that it is refused with. */
export type Http1Head =
  | {
      readonly kind: 'head';
      readonly method: string;
      readonly url: string;
      /** Names at even places, values at odd ones; Host and the framing of the body included. */
      readonly rawHeaders: readonly string[];
      readonly expectsContinue: boolean;
      /** The client wants to speak another protocol over the stream. */
      readonly upgrade: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly status: RefusalStatus;
      readonly method: string;
      readonly url: string;
      readonly rawHeaders: readonly string[];
    };

type RefusalStatus = 405 | 431 | 501;

/**
 * Translates a head (RFC 9113 §8.3). What must not be in one (upper-case names, Connection and the like, a pseudo-header
 * too many or too few, control characters) nghttp2 has refused before.
 */
export function asHttp1(
  raw: readonly string[],
  { hasBody, mostBytes }: { readonly hasBody: boolean; readonly mostBytes: number },
): Http1Head {
  const head = sorted(raw);
  if (bytesOf(raw) > mostBytes) return refused(head, 431);
  const { pseudo, fields, cookies } = head;
  const protocol = pseudo.get(':protocol') ?? null;
  const method = pseudo.get(':method') ?? '';
  if (method === 'CONNECT' && protocol === null) return refused(head, 405);
  if (protocol !== null && protocol !== 'websocket') return refused(head, 501);

  const rawHeaders = [...hostOf(pseudo.get(':authority'), fields), ...fields];
  // RFC 9113 §8.2.3: clients cut cookies up, and HTTP/1.1 knows one Cookie header alone.
  if (cookies.length > 0) rawHeaders.push('cookie', cookies.join('; '));
  if (protocol !== null) rawHeaders.push(...webSocketHandshake());
  else if (hasBody && !has(fields, 'content-length')) rawHeaders.push('transfer-encoding', 'chunked');
  return {
    kind: 'head',
    method: protocol === null ? method : 'GET',
    url: pseudo.get(':path') ?? '',
    rawHeaders,
    expectsContinue: has(fields, 'expect', '100-continue'),
    upgrade: protocol !== null,
  };
}

function refused({ pseudo, fields }: Sorted, status: RefusalStatus): Http1Head {
  return {
    kind: 'refused',
    status,
    method: pseudo.get(':method') ?? '',
    url: pseudo.get(':path') ?? '',
    rawHeaders: [...hostOf(pseudo.get(':authority'), fields), ...fields],
  };
}

/** As many as the head would have in HTTP/1.1. */
function bytesOf(raw: readonly string[]): number {
  const separators = ': \r\n'.length / 2;
  return raw.reduce((bytes, text) => bytes + text.length + separators, 0);
}

interface Sorted {
  readonly pseudo: ReadonlyMap<string, string>;
  readonly fields: readonly string[];
  readonly cookies: readonly string[];
}

function sorted(raw: readonly string[]): Sorted {
  const pseudo = new Map<string, string>();
  const fields: string[] = [];
  const cookies: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    if (name.startsWith(':')) pseudo.set(name, value);
    else if (name === 'cookie') cookies.push(value);
    else fields.push(name, value);
  }
  return { pseudo, fields, cookies };
}

/** A Host header that says the same is one too many; one that says something else is left for the front end to refuse. */
function hostOf(authority: string | undefined, fields: readonly string[]): readonly string[] {
  return authority === undefined || has(fields, 'host', authority) ? [] : ['host', authority];
}

/** RFC 8441 §5: the stream itself is the proof that RFC 6455's key and its answer are; an HTTP/1.1 server wants a key. */
function webSocketHandshake(): readonly string[] {
  const key = randomBytes(16).toString('base64');
  return ['connection', 'Upgrade', 'upgrade', 'websocket', 'sec-websocket-key', key];
}

function has(fields: readonly string[], name: string, value?: string): boolean {
  return fields.some(
    (text, index) =>
      index % 2 === 0 &&
      text === name &&
      (value === undefined || fields[index + 1]?.toLowerCase() === value.toLowerCase()),
  );
}
