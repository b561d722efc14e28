import { connect } from 'node:net';
import type { Address } from '../../core/index.ts';
import type { FrontEndLimits } from '../types.ts';
import { createResponseReader } from './response-reader.ts';
import { connectFailure, connectTimedOut } from './connect-failure.ts';
import { giveBack } from './give-back.ts';
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
  /** What the system puts bytes into; every byte is used or copied before the next read, so that connections can share it. */
  readonly readBuffer: Buffer;
  /** It is free for the next exchange. */
  readonly released: (connection: Connection) => void;
  /** It is closed, or another protocol has taken it over: forget it. */
  readonly gone: (connection: Connection) => void;
}

interface Current {
  readonly request: UpstreamRequest;
  readonly events: ExchangeEvents;
  /** The connection was idle before, and the instance may have closed it by then. */
  readonly reused: boolean;
  bodyTaken: boolean;
  requestSent: boolean;
}

/** RFC 9110 §9.2.2: sending one of these twice does what sending it once does. */
const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'PUT', 'DELETE']);

/** Begins to connect; what is written before it is through waits. */
export function openConnection({
  address,
  limits,
  readBuffer,
  released,
  gone,
}: ConnectionOptions): Connection {
  let current: Current | null = null;
  let connected = false;
  let handedOver = false;
  let corked = false;
  let uses = 0;
  let failure: NodeJS.ErrnoException | null = null;
  // Half-open, since after an upgrade each direction ends on its own.
  const socket = connect({
    ...address,
    noDelay: true,
    allowHalfOpen: true,
    onread: { buffer: readBuffer, callback: onRead },
  });
  const { connectTimeoutMs } = limits;
  const connectTimer =
    connectTimeoutMs === Infinity
      ? undefined
      : setTimeout(() => socket.destroy(connectTimedOut()), connectTimeoutMs);
  const reader = createResponseReader({
    headBytes: limits.responseHeadBytes,
    events: {
      informational: (head) => current?.events.informational(head),
      head: (head) => current?.events.head(head),
      data: (chunk) => {
        if (current?.events.data(chunk) === false) socket.pause();
      },
      complete: ({ keepsAlive, rest }) => complete(keepsAlive && rest.length === 0),
      failed: fail,
      upgraded: ({ head, firstBytes }) => {
        handedOver = true;
        gone(connection);
        finish()?.events.upgraded({ head, socket, firstBytes: Buffer.from(firstBytes) });
      },
    },
  });

  socket.once('connect', () => {
    connected = true;
    clearTimeout(connectTimer);
  });
  socket.on('drain', () => current?.events.drained());
  socket.on('end', () => {
    if (handedOver) return;
    // At once, not at 'close': until then it could be taken for the next request.
    gone(connection);
    if (current !== null) reader.ended({ orderly: true });
    socket.destroy();
  });
  socket.on('error', (error) => (failure = error));
  socket.on('close', () => {
    clearTimeout(connectTimer);
    if (!connected) finish()?.events.failed(connectFailure(failure));
    else if (current !== null) reader.ended({ orderly: false });
    if (!handedOver) gone(connection);
  });

  const connection: Connection = {
    begin(request, events) {
      const requestSent = request.body === 'none';
      const mine: Current = { request, events, reused: uses++ > 0, bodyTaken: false, requestSent };
      current = mine;
      reader.expect(request);
      // Head and body mostly come in one piece, and so they leave.
      if (!requestSent) corkUntilBody();
      socket.write(request.head, 'latin1');
      return exchangeOf(mine);
    },
    destroy() {
      finish();
      socket.destroy();
    },
  };
  return connection;

  function onRead(length: number): boolean {
    const bytes = readBuffer.subarray(0, length);
    // The stream's own way to take bytes in, which `onread` has replaced: whoever has taken the socket over reads it as a stream.
    if (handedOver) return socket.push(Buffer.from(bytes));
    // Bytes that nobody asked for would be taken for the answer to the next request.
    if (current === null) socket.destroy();
    else reader.read(bytes);
    return true;
  }

  /** After its last event an exchange must not touch a connection that may carry another by then. */
  function exchangeOf(mine: Current): Exchange {
    return {
      write: (chunk) => {
        if (current !== mine) return true;
        mine.bodyTaken = true;
        const flows = mine.request.body === 'chunked' ? writeChunk(chunk) : writePiece(chunk);
        uncork();
        return flows;
      },
      end: () => {
        if (current !== mine || mine.requestSent) return;
        mine.requestSent = true;
        mine.bodyTaken = true;
        if (mine.request.body === 'chunked') socket.write('0\r\n\r\n', 'latin1');
        uncork();
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

  function corkUntilBody(): void {
    corked = true;
    socket.cork();
    setImmediate(uncork);
  }

  function uncork(): void {
    if (!corked) return;
    corked = false;
    socket.uncork();
  }

  function writePiece(piece: Buffer): boolean {
    return socket.write(piece, (error) => {
      if (!error) giveBack(piece);
    });
  }

  function writeChunk(chunk: Buffer): boolean {
    socket.cork();
    socket.write(`${chunk.length.toString(16)}\r\n`, 'latin1');
    writePiece(chunk);
    const flows = socket.write('\r\n', 'latin1');
    socket.uncork();
    return flows;
  }

  function complete(reusable: boolean): void {
    const finished = finish();
    if (finished === null) return;
    if (reusable && finished.requestSent) {
      // The client was full at the last bytes; the next answer is another client's.
      if (socket.isPaused()) socket.resume();
      released(connection);
    } else socket.destroy();
    finished.events.end();
  }

  function fail(reason: UpstreamFailure): void {
    const finished = finish();
    socket.destroy();
    finished?.events.failed(
      reason.kind === 'closed-early' ? { ...reason, again: isRepeatable(finished) } : reason,
    );
  }

  function finish(): Current | null {
    const finished = current;
    current = null;
    return finished;
  }
}

function isRepeatable({ request, reused, bodyTaken }: Current): boolean {
  return reused && !bodyTaken && idempotent.has(request.method);
}
