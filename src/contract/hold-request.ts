import { connect } from 'node:net';
import type { Address } from '../core/index.ts';
import { frontEndHeaders } from './front-end-headers.ts';

/** A request that is open while its app is told to end. */
export interface HeldRequest extends Disposable {
  /** Whether anything of the answer has come. */
  isAnswered(): boolean;
  /** Sends what was held back. */
  release(): void;
  /** The answer's status; null where the connection ended without one. */
  readonly status: Promise<number | null>;
}

interface Holding {
  readonly address: Address;
  readonly path: string;
  /** Keep the last line of the headers, so that an app that answers at once has not yet got the request. */
  readonly holdBack: boolean;
  readonly signal: AbortSignal;
}

/** Opens a connection, and sends a GET or all but its end; returns when that is on its way. */
export async function holdRequest({ address, path, holdBack, signal }: Holding): Promise<HeldRequest> {
  const socket = connect({ ...address, signal });
  const { promise: status, resolve } = Promise.withResolvers<number | null>();
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    const found = /^HTTP\/1\.[01] (\d{3})/.exec(received)?.[1];
    if (found !== undefined) resolve(Number(found));
  });
  socket.on('error', () => resolve(null));
  socket.on('close', () => resolve(null));
  const fields = Object.entries({ ...frontEndHeaders, Connection: 'close' });
  const head = `GET ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
  const end = '\r\n';
  // An app that refuses the connection shows in the status.
  await new Promise<void>((sent) => {
    socket.once('close', () => sent());
    socket.write(holdBack ? head : head + end, () => sent());
  });
  return {
    isAnswered: () => received !== '',
    release() {
      if (holdBack && socket.writable) socket.write(end);
    },
    status,
    [Symbol.dispose]: () => void socket.destroy(),
  };
}
