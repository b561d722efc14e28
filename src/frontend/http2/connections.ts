import {
  constants,
  performServerHandshake,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { FrontEndContext } from '../call.ts';
import { serve } from '../exchange.ts';
import { reportRefused, wholeHead } from '../refused-request.ts';
import type { FrontEndLimits } from '../types.ts';
import { asHttp1 } from './head.ts';
import { requestOf } from './request.ts';
import { responseOf } from './response.ts';
import { upgradeOf } from './upgrade.ts';

/** The HTTP/2 connections of a front end. */
export interface Http2Connections {
  /** Takes over a connection whose client has chosen HTTP/2. */
  accept(socket: TLSSocket): void;
  /** Says GOAWAY: no new streams, those that are open go on (RFC 9113 §6.8). */
  drain(): void;
  destroy(): void;
}

/** As long as idle HTTP/1.1 connections live. */
const idleMs = 75_000;

/** nginx's `http2_max_concurrent_streams`. */
const mostStreams = 128;

/** Serves every stream as the request that it would be in HTTP/1.1, which is what App Engine's apps are sent. */
export function createHttp2Connections(context: FrontEndContext): Http2Connections {
  const sessions = new Set<ServerHttp2Session>();
  return {
    accept(socket) {
      const session = performServerHandshake(socket, http2Options(context.limits));
      sessions.add(session);
      session.on('close', () => sessions.delete(session));
      // Broken connections end their streams, and those are told of.
      session.on('error', () => undefined);
      session.setTimeout(idleMs, () => session.close());
      session.on('stream', (stream, _headers, _flags, rawHeaders) => {
        serveStream({ stream, socket, rawHeaders }, context);
      });
      if (context.calls.isDraining()) session.close();
    },
    drain: () => {
      for (const session of sessions) session.close();
    },
    destroy: () => {
      for (const session of sessions) session.destroy();
    },
  };
}

/** node resets streams with larger heads than it announces; up to here they get an answer that says what is wrong. */
const answeredBeyondLimit = 4;

function http2Options({ requestHeadBytes }: FrontEndLimits) {
  return {
    settings: {
      enablePush: false,
      // RFC 8441: WebSocket over HTTP/2.
      enableConnectProtocol: true,
      maxConcurrentStreams: mostStreams,
      maxHeaderListSize: requestHeadBytes * answeredBeyondLimit,
    },
    // The size of the head is limit enough, as it is in HTTP/1.1.
    maxHeaderListPairs: 65_535,
  };
}

interface Arrival {
  readonly stream: ServerHttp2Stream;
  readonly socket: TLSSocket;
  /** Names at even places, values at odd ones. */
  readonly rawHeaders: readonly string[];
}

function serveStream({ stream, socket, rawHeaders }: Arrival, context: FrontEndContext): void {
  // Whoever waits for the stream hears of its end by 'close'.
  stream.on('error', () => undefined);
  const head = asHttp1(rawHeaders, {
    hasBody: !stream.endAfterHeaders,
    mostBytes: context.limits.requestHeadBytes,
  });
  if (head.kind === 'refused') {
    const { status } = head;
    stream.respond([':status', String(status)], { endStream: true });
    stream.close(constants.NGHTTP2_NO_ERROR);
    const refused = { head: wholeHead({ ...head, protocol: 'HTTP/2' }), status, responseBytes: 0 };
    reportRefused({ socket, ...refused, latencyMs: 0 }, context);
    return;
  }
  const { expectsContinue } = head;
  const request = requestOf({ stream, socket, head });
  const response = responseOf({ stream, method: request.method });
  const upgrade = head.upgrade ? upgradeOf(stream) : null;
  serve({ request, response, expectsContinue, upgrade }, context);
}
