import { createServer } from 'node:net';
import { once } from 'node:events';
import { codeOf, failure, listenOn, type Address } from '../../core/index.ts';
import { listenFailure } from '../listening.ts';
import type { FrontEndOptions } from '../types.ts';

/**
 * Throws where workers could not listen together: FB5472 on a system that knows no such thing, else as `startFrontEnd`
 * does. Workers themselves would not notice that somebody else shares their port.
 */
export async function checkWorkerPorts({
  listen,
  tls,
}: Pick<FrontEndOptions, 'listen' | 'tls'>): Promise<void> {
  await checkSharing(listen);
  await checkFree(listen, 'http');
  if (tls) await checkFree(tls.listen, 'https');
}

async function checkSharing({ host }: Address): Promise<void> {
  const server = createServer();
  try {
    await listenOn(server, { host, port: 0 }, { shared: true });
  } catch (cause) {
    // macOS and Windows: https://nodejs.org/api/net.html#serverlistenoptions-callback
    if (codeOf(cause) !== 'ENOTSUP') return;
    throw failure(
      {
        code: 'FB5472',
        message:
          'several workers cannot listen on one port here: this system does not spread connections over them',
        hint: 'Leave --workers out, or run flexbuild on Linux.',
      },
      { cause },
    );
  } finally {
    server.close();
  }
}

async function checkFree(address: Address, listener: 'http' | 'https'): Promise<void> {
  if (address.port === 0) return;
  const server = createServer();
  await listenOn(server, address).catch((cause: unknown) => {
    throw listenFailure(cause, { address, listener });
  });
  server.close();
  await once(server, 'close');
}
