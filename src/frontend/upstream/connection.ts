import { connect, type Socket } from 'node:net';
import type { Address } from '../../core/index.ts';
import type { FrontEndLimits } from '../types.ts';
import { createResponseReader, type ResponseReader } from './response-reader.ts';
import type { Exchange, ExchangeEvents, UpstreamFailure, UpstreamRequest } from './types.ts';

/** One TCP connection to an instance; it carries one exchange after the other. */
export interface Connection {
  /** Sends a request. Only on a connection that is new or has been given back. */
  begin(request: UpstreamRequest, events: ExchangeEvents): Exchange;
  /** Closes it at once; an exchange under way gets no further event. */
  destroy(): void;
}

interface ConnectionOptions {
  readonly address: Address;
  readonly limits: FrontEndLimits;
  /** It is free for the next exchange. */
  readonly released: () => void;
  /** It is closed, or another protocol has taken it over: forget it. */
  readonly gone: () => void;
}

interface Current {
  readonly request: UpstreamRequest;
  readonly events: ExchangeEvents;
  readonly reader: ResponseReader;
  requestSent: boolean;
}

/** Begins to connect; what is written before it is through waits. */
export function openConnection({ address, limits, released, gone }: ConnectionOptions): Connection {
  let current: Current | null = null;
  let connected = false;
  let handedOver = false;
  let failure: NodeJS.ErrnoException | null = null;
  // Half-open, since after an upgrade each direction ends on its own.
  const socket = connect({ ...address, noDelay: true, allowHalfOpen: true });
  const connectTimer = setTimeout(() => socket.destroy(connectTimedOut()), limits.connectTimeoutMs);

  socket.once('connect', () => {
    connected = true;
    clearTimeout(connectTimer);
  });
  socket.on('data', onData);
  socket.on('drain', () => current?.events.drained());
  socket.on('end', () => {
    if (handedOver) return;
    // At once, not at 'close': until then it could be taken for the next request.
    gone();
    current?.reader.ended({ orderly: true });
    socket.destroy();
  });
  socket.on('error', (error) => (failure = error));
  socket.on('close', () => {
    clearTimeout(connectTimer);
    if (connected) current?.reader.ended({ orderly: false });
    else finish()?.events.failed(connectFailure(failure));
    if (!handedOver) gone();
  });

  return {
    begin(request, events) {
      const reader = createResponseReader({
        method: request.method,
        upgrade: request.upgrade,
        headBytes: limits.responseHeadBytes,
        events: {
          informational: (head) => events.informational(head),
          head: (head) => events.head(head),
          data: (chunk) => {
            if (current === mine && !events.data(chunk)) socket.pause();
          },
          complete: ({ keepsAlive, rest }) => complete(keepsAlive && rest.length === 0),
          failed: fail,
          upgraded: ({ head, firstBytes }) => {
            const taken = handOver();
            taken?.events.upgraded({ head, socket, firstBytes });
          },
        },
      });
      const mine: Current = { request, events, reader, requestSent: request.body === 'none' };
      current = mine;
      // Head and body mostly come in one piece, and so they leave.
      if (!mine.requestSent) corkForThisTick(socket);
      socket.write(request.head, 'latin1');
      return exchangeOf(mine);
    },
    destroy() {
      finish();
      socket.destroy();
    },
  };

  function onData(bytes: Buffer): void {
    // Bytes that nobody asked for would be taken for the answer to the next request.
    if (current === null) socket.destroy();
    else current.reader.read(bytes);
  }

  /** After its last event an exchange must not touch a connection that may carry another by then. */
  function exchangeOf(mine: Current): Exchange {
    return {
      write: (chunk) => {
        if (current !== mine) return true;
        return mine.request.body === 'chunked' ? writeChunk(socket, chunk) : socket.write(chunk);
      },
      end: () => {
        if (current !== mine || mine.requestSent) return;
        mine.requestSent = true;
        if (mine.request.body === 'chunked') socket.write('0\r\n\r\n', 'latin1');
      },
      resume: () => {
        if (current === mine) socket.resume();
      },
      abort: () => {
        if (current !== mine) return;
        finish();
        socket.destroy();
      },
    };
  }

  function complete(reusable: boolean): void {
    const finished = finish();
    if (finished === null) return;
    if (reusable && finished.requestSent) {
      // The client was full at the last bytes; the next answer is another client's.
      if (socket.isPaused()) socket.resume();
      released();
    } else socket.destroy();
    finished.events.end();
  }

  function fail(reason: UpstreamFailure): void {
    const finished = finish();
    socket.destroy();
    finished?.events.failed(reason);
  }

  function handOver(): Current | null {
    handedOver = true;
    socket.off('data', onData);
    gone();
    return finish();
  }

  function finish(): Current | null {
    const finished = current;
    current = null;
    return finished;
  }
}

function corkForThisTick(socket: Socket): void {
  socket.cork();
  process.nextTick(() => socket.uncork());
}

function writeChunk(socket: Socket, chunk: Buffer): boolean {
  socket.cork();
  socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
  socket.write(chunk);
  const flows = socket.write('\r\n', 'latin1');
  socket.uncork();
  return flows;
}

function connectTimedOut(): NodeJS.ErrnoException {
  return Object.assign(new Error('no connection in time'), { code: 'ETIMEDOUT' });
}

function connectFailure(error: NodeJS.ErrnoException | null): UpstreamFailure {
  switch (error?.code) {
    case 'ECONNREFUSED':
      return { kind: 'refused' };
    case 'ETIMEDOUT':
      return { kind: 'connect-timeout' };
    default:
      return { kind: 'unreachable', detail: error?.code ?? error?.message ?? 'closed' };
  }
}
