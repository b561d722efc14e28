import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type RequestOptions } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Address, InstanceIdentity } from '../../src/core/index.ts';
import {
  startMetadataServer,
  type MetadataServer,
  type MetadataServerOptions,
} from '../../src/metadata/index.ts';

/** An instance as the platform names them; its id is one that a JSON number cannot hold. */
export const someInstance: InstanceIdentity = {
  project: { id: 'demo-app', number: '123456789012' },
  service: 'default',
  version: '20260101t000000',
  deploymentId: '402060873983974243',
  region: 'us-central1',
  zone: 'us-central1-f',
  instance: 'aef-default-20260101t000000-7gh8',
  instanceId: '13512546227574112017',
  index: 0,
  runtime: 'python',
  cpus: 1,
  memoryMb: 614,
  serviceAccount: 'demo-app@appspot.gserviceaccount.com',
};

export const googleFlavor = { 'Metadata-Flavor': 'Google' };

/** A server on a free port of this machine, for `someInstance` and for whoever connects. */
export function startServer(options: Partial<MetadataServerOptions> = {}): Promise<MetadataServer> {
  const listen = { host: '127.0.0.1', port: 0 };
  return startMetadataServer({ listen, secret: null, identify: () => someInstance, ...options });
}

interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request over a connection of its own; redirections are not followed. */
export function get(address: Address, path: string, options: RequestOptions = {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    const headers = options.headers ?? googleFlavor;
    const sent = request({ ...address, path, agent: false, ...options, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** A connection whose errors are its end. */
export async function connected({ host, port }: Address): Promise<Socket> {
  const socket = connect({ host, port, allowHalfOpen: true });
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes until the other side ends the connection, by whatever means. */
export function everything(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => (text += chunk));
  return new Promise((resolve) => {
    socket.on('end', () => resolve(text));
    socket.on('close', () => resolve(text));
    if (socket.destroyed || socket.readableEnded) resolve(text);
    socket.resume();
  });
}
