import type { RequestRecord } from '../core/index.ts';
import type { BlockStock } from './block-stock.ts';
import type { ClientRequest, ClientResponse, ClientUpgrade } from './client.ts';
import { protocolOf } from './client-address.ts';
import { writeFailurePage, type FailurePage } from './failure-page.ts';
import type { OpenCalls } from './open-calls.ts';
import type { ResponseBlocks } from './response-blocks.ts';
import type { PlaceOf } from './places.ts';
import type { RequestFacts } from './rules/facts.ts';
import { firstValue, type HeaderField } from './rules/field.ts';
import type { RandomHex } from './rules/random-hex.ts';
import { traceIdOf } from './rules/trace.ts';
import type { FrontEndLimits, FrontEndOptions } from './types.ts';
import type { ConnectionPool } from './upstream/pool.ts';
import type { Exchange } from './upstream/types.ts';

/** What all requests of one front end share. */
export interface FrontEndContext {
  readonly options: FrontEndOptions;
  readonly limits: FrontEndLimits;
  readonly pool: ConnectionPool;
  readonly calls: OpenCalls<Call>;
  readonly placeOf: PlaceOf;
  readonly randomHex: RandomHex;
  readonly stock: BlockStock;
}

/** A request as the server of its protocol hands it over. */
export interface Incoming {
  readonly request: ClientRequest;
  readonly response: ClientResponse;
  /** The client waits for a 100 before it sends the body. */
  readonly expectsContinue: boolean;
  /** Null: the client asks for no other protocol. */
  readonly upgrade: ClientUpgrade | null;
}

/** One request from its headers to the last byte of its answer. */
export interface Call {
  readonly incoming: Incoming;
  readonly context: FrontEndContext;
  readonly startedMs: number;
  readonly startedAtMs: number;
  readonly facts: RequestFacts;
  /** As they go to the app. */
  readonly fields: readonly HeaderField[];
  readonly hasBody: boolean;
  /** Its neighbours among the calls that are open. */
  older: Call | null;
  newer: Call | null;
  expired: boolean;
  instance: string | null;
  /** What goes on at the instance; null before and after. */
  upstream: Exchange | null;
  /** Takes the body of the app's answer, from its head on. */
  body: ResponseBlocks | null;
  /** The front end has answered in the app's place: what else comes of the request is thrown away. */
  answered: boolean;
  /** What came behind it on its connection is refused, and so is all that still comes. */
  isLast: boolean;
  /** 499, as nginx has it, for a client that left before there was an answer. */
  status: number;
  requestBytes: number;
  responseBytes: number;
  over: boolean;
}

interface CallStart {
  readonly incoming: Incoming;
  readonly context: FrontEndContext;
  readonly facts: RequestFacts;
  readonly fields: readonly HeaderField[];
  readonly hasBody: boolean;
}

/** Begins the books on a request; they are closed when its response is, however that comes about. */
export function beginCall({ incoming, context, facts, fields, hasBody }: CallStart): Call {
  const call: Call = {
    incoming,
    context,
    startedMs: performance.now(),
    startedAtMs: Date.now(),
    facts,
    fields,
    hasBody,
    older: null,
    newer: null,
    expired: false,
    instance: null,
    upstream: null,
    body: null,
    answered: false,
    isLast: false,
    status: 499,
    requestBytes: 0,
    responseBytes: 0,
    over: false,
  };
  context.calls.opened(call);
  incoming.response.on('close', () => endCall(call));
  return call;
}

/** The last thing that happens to a call: once, whoever notices the end first. */
export function endCall(call: Call): void {
  if (call.over) return;
  call.over = true;
  // Nobody is left to read it: the instance should not go on working for nothing.
  call.upstream?.abort();
  call.context.calls.closed(call);
  call.context.options.onRequest?.(recordOf(call));
}

/** Answers in the app's place, unless its answer has begun: then all that is left is to cut it off. */
export function answer(call: Call, page: FailurePage): void {
  const { request, response } = call.incoming;
  call.upstream?.abort();
  call.upstream = null;
  if (call.body !== null) {
    call.body.cutOff();
    return;
  }
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const unread = call.hasBody && !request.complete;
  if (unread || call.context.calls.isDraining()) response.shouldKeepAlive = false;
  call.answered = true;
  call.status = page.status;
  call.responseBytes = writeFailurePage(response, { page, accept: request.headers.accept });
  if (unread) lingerBeforeEnd(call);
  else response.end();
}

/** How long a client may go on sending a body that nobody wants; nginx's `lingering_timeout`. */
const lingerMs = 5_000;

/**
 * The page has its full length, so the client can read it now. Closing the connection while the client still sends would reset it,
 * and the page could be lost on the way (RFC 9112 §9.6).
 */
function lingerBeforeEnd({ incoming: { request, response } }: Call): void {
  const timer = setTimeout(end, lingerMs);
  request.once('end', end);
  response.once('close', () => clearTimeout(timer));
  request.resume();

  function end(): void {
    clearTimeout(timer);
    response.end();
  }
}

/** What becomes of a request that takes too long. */
export function expire(call: Call): void {
  const { limits } = call.context;
  // Another protocol has taken over, and a limit of its own.
  if (call.status === 101) return;
  const reason = `The answer was not complete after ${limits.requestTimeoutMs / 1000} s, the longest a request may take.`;
  answer(call, { status: 504, reason });
}

function recordOf(call: Call): RequestRecord {
  const { request } = call.incoming;
  const { host, secure, clientAddress } = call.facts;
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    host,
    protocol: protocolOf(request),
    secure,
    clientAddress,
    userAgent: firstValue(call.fields, 'user-agent'),
    referrer: firstValue(call.fields, 'referer'),
    status: call.status,
    requestBytes: call.requestBytes,
    responseBytes: call.responseBytes,
    startedAtMs: call.startedAtMs,
    latencyMs: performance.now() - call.startedMs,
    trace: traceIdOf(call.fields),
    instance: call.instance,
  };
}
