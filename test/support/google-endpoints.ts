import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { GoogleEndpoints } from '../../src/metadata/index.ts';

/** What one of the endpoints was asked. */
export interface EndpointRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A stand-in for Google's endpoints on this machine: it answers what `answer` says, and remembers what it was asked. */
export async function startEndpoints(
  answer: (request: EndpointRequest) => { readonly status?: number; readonly body: unknown },
  host = '127.0.0.1',
): Promise<
  AsyncDisposable & { readonly endpoints: GoogleEndpoints; readonly asked: readonly EndpointRequest[] }
> {
  const asked: EndpointRequest[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const got = { path: request.url ?? '', headers: request.headers, body };
      asked.push(got);
      const { status = 200, body: answered } = answer(got);
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    endpoints: { token: `${url}/token`, iamCredentials: url },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A key as the console downloads it, without a network. */
export function serviceAccountKey(difference: Readonly<Record<string, unknown>> = {}) {
  return {
    type: 'service_account',
    project_id: 'shop',
    private_key_id: 'key-1',
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    client_email: 'app@shop.iam.gserviceaccount.com',
    client_id: '1',
    ...difference,
  };
}

export const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** What `gcloud auth application-default login` leaves. */
export const authorizedUser = {
  type: 'authorized_user',
  account: '',
  client_id: 'client.apps.googleusercontent.com',
  client_secret: 'not so secret',
  refresh_token: '1//refresh',
  universe_domain: 'googleapis.com',
};
