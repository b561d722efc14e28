import type { Socket } from 'node:net';
import type { FrontEndContext } from './call.ts';
import { clientAddressOf, isSecure } from './client-address.ts';
import { field, fieldsFrom, firstValue, type HeaderField } from './rules/field.ts';

/** What is known of a request that was refused before it became a call; empty where the client's bytes do not tell. */
interface RefusedHead {
  readonly method: string;
  readonly url: string;
  readonly protocol: string;
  readonly fields: readonly HeaderField[];
}

interface RefusedRequest {
  /** Whose it was. */
  readonly socket: Socket;
  readonly head: RefusedHead;
  readonly status: number;
  /** Of the body of the answer; 0 where nobody was left to get one. */
  readonly responseBytes: number;
  /** How long the front end waited for the rest of it; 0 where it was refused at once. */
  readonly latencyMs: number;
}

/** Reports a request that no call was made of: App Engine's request log has those too. */
export function reportRefused(
  { socket, head, status, responseBytes, latencyMs }: RefusedRequest,
  { options, randomHex }: FrontEndContext,
): void {
  const { fields, ...line } = head;
  options.onRequest?.({
    ...line,
    host: firstValue(fields, 'host') ?? options.defaultHostname,
    secure: isSecure(socket),
    clientAddress: clientAddressOf(socket),
    userAgent: firstValue(fields, 'user-agent'),
    referrer: firstValue(fields, 'referer'),
    status,
    requestBytes: 0,
    responseBytes,
    startedAtMs: Date.now() - latencyMs,
    latencyMs,
    trace: randomHex(32),
    instance: null,
  });
}

/** A head that came without an error, and asks for what is not to be had. */
export function wholeHead({
  method,
  url,
  protocol,
  rawHeaders,
}: {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly protocol: string;
  readonly rawHeaders: readonly string[];
}): RefusedHead {
  return { method: method ?? '', url: url ?? '', protocol, fields: fieldsFrom(rawHeaders) };
}

/**
 * As much of a head as can be read in the bytes that the parser stumbled over. Only what every terminal and log can show
 * is taken: whoever sends rubbish chooses it.
 */
export function readableHead(bytes: Buffer): RefusedHead {
  const text = bytes.toString('latin1').trimStart();
  const [line = '', method = '', url = '', protocol = ''] = requestLine.exec(text) ?? [];
  if (line === '') return { method, url, protocol, fields: [] };
  const head = text.slice(line.length).split(/\r?\n\r?\n/, 1)[0] ?? '';
  const fields = [...head.matchAll(fieldLine)].map(([, name = '', value = '']) => field(name, value));
  return { method, url, protocol, fields };
}

const requestLine = /^([!-~]+) ([!-~]+) (HTTP\/\d\.\d)\r?\n/;
const fieldLine = /^([!-9;-~]+):[\t ]*([ -~]*?)[\t ]*\r?$/gm;
