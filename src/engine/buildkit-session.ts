import { randomUUID } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { sendUnaryData, ServerUnaryCall, status, UntypedHandleCall } from '@grpc/grpc-js';
import { sha256 } from '../core/index.ts';
import { dial, type Client, type DialOptions } from './client.ts';
import { fileSync, type BuildFiles } from './file-sync.ts';
import { bytesField, textField } from './protobuf.ts';

/** An open session: builds that name it can ask for its secrets. Disposing ends it. */
interface BuildkitSession extends Disposable {
  readonly id: string;
}

type Bytes = Uint8Array;
type Handler = (call: ServerUnaryCall<Bytes, Bytes>, answer: sendUnaryData<Bytes>) => void;

/**
 * Opens a BuildKit session: a gRPC server of ours on a connection that the engine turned around. dockerode's own has no
 * health service, so buildkitd drops it after a second, and the secrets with it.
 */
export async function openSession(
  client: Client,
  {
    secrets,
    files,
    signal,
  }: {
    readonly secrets: Readonly<Record<string, Uint8Array>>;
    /** What the engine may ask for file by file; null where it is sent all at once. */
    readonly files: BuildFiles | null;
    readonly signal: AbortSignal;
  },
): Promise<BuildkitSession> {
  const grpc = await import('@grpc/grpc-js');
  const notFound = grpc.status.NOT_FOUND;
  const handlers = {
    ...fixedHandlers,
    '/moby.buildkit.secrets.v1.Secrets/GetSecret': secretHandler(secrets, notFound),
    ...(files && { [diffCopy]: fileSync(files) }),
  };
  const id = randomUUID();
  const headers = {
    'X-Docker-Expose-Session-Uuid': id,
    'X-Docker-Expose-Session-Name': 'flexbuild',
    // Without a key all builds share what BuildKit keeps of their files, whatever app they are of.
    'X-Docker-Expose-Session-Sharedkey': sha256(files?.identity ?? id),
    'X-Docker-Expose-Session-Grpc-Method': Object.keys(handlers),
  };
  const socket = await turnAround(client, { headers, signal });
  const server = new grpc.Server();
  for (const [path, handler] of Object.entries(handlers)) {
    server.addService(
      { method: definitionOf(path, path === diffCopy) },
      { method: handler as UntypedHandleCall },
    );
  }
  server.createConnectionInjector(grpc.ServerCredentials.createInsecure()).injectConnection(socket);
  return {
    id,
    [Symbol.dispose]() {
      server.forceShutdown();
      socket.destroy();
    },
  };
}

/** A connection on which the engine asks and we answer. */
async function turnAround(
  client: Client,
  { headers, signal }: { readonly headers: DialOptions['headers']; readonly signal: AbortSignal },
): Promise<Duplex> {
  const socket = (await dial(client, {
    method: 'POST',
    path: '/session',
    hijack: true,
    statusCodes: { 101: true, 200: true, 404: 'no sessions', 500: 'server error' },
    headers: { Upgrade: 'h2c', Connection: 'Upgrade', ...headers },
    abortSignal: signal,
  })) as Duplex;
  // The engine may close first; the build tells what that means.
  socket.on('error', () => undefined);
  return socket;
}

const diffCopy = '/moby.filesync.v1.FileSync/DiffCopy';

/** Who pulls gets no credentials; who asks for our health hears that we serve (grpc.health.v1: status 1). */
const fixedHandlers: Readonly<Record<string, Handler>> = {
  '/moby.filesync.v1.Auth/Credentials': (_call, answer) => answer(null, new Uint8Array()),
  '/grpc.health.v1.Health/Check': (_call, answer) => answer(null, new Uint8Array([8, 1])),
};

function secretHandler(secrets: Readonly<Record<string, Uint8Array>>, notFound: status.NOT_FOUND): Handler {
  return (call, answer) => {
    const id = textField(call.request, 1);
    const secret = Object.hasOwn(secrets, id) ? secrets[id] : undefined;
    // Newer BuildKits ask for secrets of their own (HTTP_AUTH_TOKEN_…) and take a no.
    if (secret === undefined) answer({ code: notFound, details: `secret ${id} not found` });
    else answer(null, bytesField(1, secret));
  };
}

function definitionOf(
  path: string,
  streams: boolean,
): {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: Bytes) => Buffer;
  readonly requestDeserialize: (value: Buffer) => Bytes;
  readonly responseSerialize: (value: Bytes) => Buffer;
  readonly responseDeserialize: (value: Buffer) => Bytes;
} {
  const toBuffer = (value: Bytes): Buffer => Buffer.from(value);
  const asIs = (value: Buffer): Bytes => value;
  return {
    path,
    requestStream: streams,
    responseStream: streams,
    requestSerialize: toBuffer,
    requestDeserialize: asIs,
    responseSerialize: toBuffer,
    responseDeserialize: asIs,
  };
}
