import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Address } from '../../src/core/index.ts';
import { startFrontEnd, type FrontEnd, type FrontEndOptions } from '../../src/frontend/index.ts';

/** What an instance does with a request whose head has arrived. */
export type Script = (socket: Socket, request: RawRequest) => void;

export interface RawRequest {
  /** Request line, headers and whatever came with them, latin1. */
  readonly text: string;
  /** Counts from 1 over all connections. */
  readonly nth: number;
}

/** An app made of bytes: what it answers is not made valid by any library. */
export interface RawInstance extends AsyncDisposable {
  readonly address: Address;
  readonly requests: readonly RawRequest[];
  connections(): number;
  /** Resolves when the front end closes one of its connections. */
  nextClose(): Promise<unknown>;
}

export async function startRawInstance(script: Script): Promise<RawInstance> {
  const sockets = new Set<Socket>();
  const requests: RawRequest[] = [];
  let connections = 0;
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('end', () => server.emit('instance-closed'));
    socket.on('close', () => {
      sockets.delete(socket);
      server.emit('instance-closed');
    });
    let head = '';
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      const request = { text: head, nth: requests.length + 1 };
      head = '';
      // What follows the head of a request with a body is the script's to read.
      if (/^(content-length: [1-9]|transfer-encoding:)/im.test(request.text))
        socket.removeAllListeners('data');
      requests.push(request);
      script(socket, request);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    requests,
    connections: () => connections,
    nextClose: () => once(server, 'instance-closed'),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A front end before one instance, on a free port. */
export function startTestFrontEnd(
  address: Address,
  options: Partial<FrontEndOptions> = {},
): Promise<FrontEnd> {
  return startFrontEnd({
    listen: { host: '127.0.0.1', port: 0 },
    route: () => ({ kind: 'instance', address, instance: 'instance-0' }),
    defaultHostname: 'app.example',
    ...options,
  });
}

export interface Answer {
  readonly status: number;
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  /** False for an answer that was cut off. */
  readonly complete: boolean;
  /** Status and Link of the 1xx answers. */
  readonly informational: readonly { readonly status: number; readonly link: string | undefined }[];
}

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;
}

const hungUp = { status: 0, reason: '', headers: {}, rawHeaders: [], body: Buffer.alloc(0), complete: false };

/** One request by node's client, on a connection of its own. Status 0 says that it was closed without an answer. */
export function ask(
  frontEnd: FrontEnd,
  { method = 'GET', path = '/', headers = {}, body }: Ask = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const { host, port } = frontEnd.address;
    const informational: Answer['informational'][number][] = [];
    const request = httpRequest({
      host,
      port,
      method,
      path,
      headers,
      agent: false,
      maxHeaderSize: 256 * 1024,
    });
    request.on('information', ({ statusCode, headers: hints }) =>
      informational.push({ status: statusCode, link: hints.link as string | undefined }),
    );
    request.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          reason: response.statusMessage ?? '',
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          body: Buffer.concat(chunks),
          complete: response.complete,
          informational,
        }),
      );
    });
    request.on('error', () => resolve({ ...hungUp, informational }));
    request.end(body);
  });
}

/** Sends these bytes, and gives all that comes back until the other side closes. */
export async function sendRaw(frontEnd: FrontEnd, bytes: string): Promise<string> {
  const { host, port } = frontEnd.address;
  const socket = connect({ host, port, allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  await once(socket, 'end');
  socket.destroy();
  return text;
}
