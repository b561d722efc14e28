import { once } from 'node:events';
import {
  connect,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http2';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { FrontEnd } from '../../src/frontend/index.ts';
import type { TestAuthority } from './secure-front-end.ts';

/** Where to, and whom to trust. */
export interface Destination {
  readonly frontEnd: FrontEnd & { readonly secure: NonNullable<FrontEnd['secure']> };
  readonly trust: Pick<TestAuthority, 'authority'>;
}

/** A connection that speaks HTTP/2; disposing breaks it off. */
export async function http2Session({
  frontEnd,
  trust,
}: Destination): Promise<ClientHttp2Session & AsyncDisposable> {
  const session = connect(frontEnd.secure.url, { ca: trust.authority.certificate });
  session.on('error', () => undefined);
  await once(session, 'remoteSettings');
  return Object.assign(session, {
    [Symbol.asyncDispose]: async () => {
      if (session.destroyed) return;
      session.destroy();
      await once(session, 'close');
    },
  });
}

export interface StreamAnswer {
  readonly headers: IncomingHttpHeaders & { readonly ':status'?: number | undefined };
  readonly body: Buffer;
  /** RFC 9113 §7; 0 for a stream that ended in order. */
  readonly rstCode: number;
  readonly informational: readonly number[];
}

/** Reads a stream to its end, in order or not. */
export async function answerOn(stream: ClientHttp2Stream): Promise<StreamAnswer> {
  const chunks: Buffer[] = [];
  const informational: number[] = [];
  let headers: StreamAnswer['headers'] = {};
  stream.on('response', (received) => (headers = received));
  stream.on('headers', (received) => informational.push(Number(received[':status'])));
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('error', () => undefined);
  if (!stream.destroyed) await new Promise((resolve) => stream.once('close', resolve));
  return { headers, body: Buffer.concat(chunks), rstCode: stream.rstCode, informational };
}

/** One request on `session`. */
export async function askOn(
  session: ClientHttp2Session,
  headers: OutgoingHttpHeaders | readonly string[] = {},
  body?: string | Buffer,
): Promise<StreamAnswer> {
  const stream = session.request(headers, { endStream: body === undefined });
  const answered = answerOn(stream);
  if (body !== undefined) stream.end(body);
  return await answered;
}

/** Fields as they are, which no library would send. */
export type RawFields = readonly (readonly [name: string, value: string])[];

/** What became of a hand-made stream. */
export interface RawOutcome {
  /** RST_STREAM's or GOAWAY's error code; null: neither came. */
  readonly error: number | null;
  /** HEADERS came back. */
  readonly answered: boolean;
}

/** Sends one HEADERS frame with these fields, uncompressed, and DATA where there is a body; tells how the stream ended. */
export async function askWithRawFields(
  destination: Destination,
  fields: RawFields,
  body: string | null = null,
): Promise<RawOutcome> {
  const socket = await rawConnection(destination);
  socket.write(headersOf(fields, { endStream: body === null }));
  if (body !== null) socket.write(frame({ type: data, flags: endStream, payload: Buffer.from(body) }));
  const outcome = await outcomeOn(socket);
  socket.destroy();
  return outcome;
}

/** A stream in the middle of its upload, which no library would break off without an end. */
export interface RawUpload extends Disposable {
  /** Sends RST_STREAM with this code. */
  reset(code: number): void;
}

export async function beginRawUpload(
  destination: Destination,
  fields: RawFields,
  beginning: string,
): Promise<RawUpload> {
  const socket = await rawConnection(destination);
  socket.write(headersOf(fields, { endStream: false }));
  socket.write(frame({ type: data, flags: 0, payload: Buffer.from(beginning) }));
  return {
    reset(code) {
      const payload = Buffer.alloc(4);
      payload.writeUInt32BE(code);
      socket.write(frame({ type: resetStream, flags: 0, payload }));
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}

async function rawConnection({ frontEnd, trust }: Destination): Promise<TLSSocket> {
  const { host, port } = frontEnd.secure.address;
  const socket = connectTls({ host, port, ALPNProtocols: ['h2'], ca: trust.authority.certificate });
  await once(socket, 'secureConnect');
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(frame({ type: settings, flags: 0, stream: 0, payload: Buffer.alloc(0) }));
  return socket;
}

function headersOf(fields: RawFields, end: { readonly endStream: boolean }): Buffer {
  const payload = Buffer.concat(fields.map(([name, value]) => literal(name, value)));
  return frame({ type: headersFrame, flags: end.endStream ? endHeaders | endStream : endHeaders, payload });
}

/** RFC 9113 §6. */
const [data, headersFrame, resetStream, settings, goAway] = [0x0, 0x1, 0x3, 0x4, 0x7] as const;
const [endStream, endHeaders] = [0x1, 0x4] as const;

interface Frame {
  readonly type: number;
  readonly flags: number;
  /** Default: the one stream of the connection. */
  readonly stream?: number;
  readonly payload: Buffer;
}

function frame({ type, flags, stream = 1, payload }: Frame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** RFC 7541 §6.2.2: a literal field without indexing, with a new name. */
function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0), text(name), text(value)]);
}

function text(value: string): Buffer {
  if (value.length > 126) throw new Error('longer than a test needs');
  return Buffer.concat([Buffer.of(value.length), Buffer.from(value, 'latin1')]);
}

async function outcomeOn(socket: TLSSocket): Promise<RawOutcome> {
  let answered = false;
  let rest = Buffer.alloc(0);
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
      const length = 9 + rest.readUIntBE(0, 3);
      const [type, flags] = [rest[3], rest[4] ?? 0];
      const payload = rest.subarray(9, length);
      rest = rest.subarray(length);
      if (type === resetStream) return { error: payload.readUInt32BE(0), answered };
      if (type === goAway) return { error: payload.readUInt32BE(4), answered };
      if (type === headersFrame) answered = true;
      if ((type === headersFrame || type === data) && (flags & endStream) !== 0)
        return { error: null, answered };
    }
  }
  return { error: null, answered };
}
