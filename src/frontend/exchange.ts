import { answer, beginCall, type Call, type FrontEndContext, type Incoming } from './call.ts';
import { clientAddressOf, isSecure } from './client-address.ts';
import { pageFor, type FailurePage } from './failure-page.ts';
import { fieldsFrom, firstValue, rawHeadersOf, type HeaderField } from './rules/field.ts';
import { requestRules } from './rules/request-rules.ts';
import { responseRules } from './rules/response-rules.ts';
import { traceIdOf } from './rules/trace.ts';
import { targetOf } from './target.ts';
import type { Route } from './types.ts';
import { switchProtocols } from './upgrade.ts';
import { formatRequestHead } from './upstream/request-head.ts';
import type { ExchangeEvents, ResponseHead, UpstreamRequest } from './upstream/types.ts';

/** Takes one request to the instance that the router names, and the answer back; or says why it does not. */
export function serve(incoming: Incoming, context: FrontEndContext): void {
  const { request } = incoming;
  const { options, limits } = context;
  const method = request.method ?? 'GET';
  const fields = fieldsFrom(request.rawHeaders);
  // Before the rules take away what describes the connection.
  const body = bodyOf(fields);
  const protocols = incoming.upgrade === null ? null : firstValue(fields, 'upgrade');

  const { defaultHostname } = options;
  const trusted = options.recognise?.(fields) ?? null;
  const clientAddress = trusted?.clientAddress ?? clientAddressOf(request.socket);
  const target = targetOf({
    httpVersion: request.httpVersion,
    url: request.url ?? '',
    fields,
    defaultHostname,
  });
  const { host } = target.kind === 'target' ? target : { host: defaultHostname };
  const { requestTimeoutMs } = limits;
  const secure = isSecure(request.socket);
  const facts = { clientAddress, secure, host, defaultHostname, requestTimeoutMs, trusted };
  for (const rule of requestRules) rule(fields, facts);

  const call = beginCall({ incoming, context, trace: traceIdOf(fields), hasBody: body.kind !== 'none' });
  if (target.kind === 'refused') {
    answer(call, target);
    return;
  }
  if (body.bytes > limits.requestBodyBytes) {
    answer(call, tooLarge(limits.requestBodyBytes));
    return;
  }
  const route = options.route({ method, url: target.url, host, clientAddress });
  if (route.kind === 'unavailable') {
    answer(call, route);
    return;
  }

  const chunked = body.kind === 'chunked';
  const head = formatRequestHead({ method, target: target.url, fields, chunked, upgrade: protocols });
  forward(call, { route, upstream: { method, head, body: body.kind, upgrade: protocols !== null } });
}

interface Body {
  readonly kind: UpstreamRequest['body'];
  /** What Content-Length says; 0 without it. */
  readonly bytes: number;
}

function bodyOf(fields: readonly HeaderField[]): Body {
  if (firstValue(fields, 'transfer-encoding') !== null) return { kind: 'chunked', bytes: 0 };
  const bytes = Number(firstValue(fields, 'content-length') ?? 0);
  return { kind: bytes > 0 ? 'sized' : 'none', bytes };
}

function tooLarge(limitBytes: number): FailurePage {
  return {
    status: 413,
    reason: `The request's body is larger than ${limitBytes} bytes, the most App Engine takes.`,
  };
}

type InstanceRoute = Extract<Route, { kind: 'instance' }>;

function forward(
  call: Call,
  { route, upstream }: { readonly route: InstanceRoute; readonly upstream: UpstreamRequest },
): void {
  call.instance = route.instance;
  call.upstream = call.context.pool.open(route.address, upstream, eventsOf(call, route));
  if (!call.hasBody) return;
  if (call.incoming.expectsContinue) call.incoming.response.writeContinue();
  passOnRequestBody(call);
}

function passOnRequestBody(call: Call): void {
  const { request } = call.incoming;
  const { requestBodyBytes } = call.context.limits;
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    if (call.answered) return;
    received += chunk.length;
    if (received > requestBodyBytes) answer(call, tooLarge(requestBodyBytes));
    else if (call.upstream?.write(chunk) === false) request.pause();
  });
  request.on('end', () => call.upstream?.end());
}

/** What the answer's parts become on the way to the client. */
function eventsOf(call: Call, route: InstanceRoute): ExchangeEvents {
  const { request, response } = call.incoming;
  let clientIsFull = false;
  return {
    informational: (head) => passOnEarlyHints(call, head),
    head: ({ status, reason, fields }) => {
      for (const rule of responseRules) rule(fields);
      if (call.context.isDraining()) response.shouldKeepAlive = false;
      call.status = status;
      response.writeHead(status, reason, rawHeadersOf(fields));
    },
    data: (chunk) => {
      call.responseBytes += chunk.length;
      if (response.write(chunk)) return true;
      if (!clientIsFull) {
        response.once('drain', () => {
          clientIsFull = false;
          call.upstream?.resume();
        });
      }
      clientIsFull = true;
      return false;
    },
    end: () => {
      call.upstream = null;
      response.end();
      // An answer before the request was read: the rest of it is thrown away, so that the connection can be used again.
      if (call.hasBody) request.resume();
    },
    failed: (failure) => answer(call, pageFor(failure, route)),
    drained: () => request.resume(),
    upgraded: (upgrade) => {
      call.upstream = null;
      switchProtocols(call, upgrade);
    },
  };
}

/** RFC 9110 §15.2: a proxy passes 1xx on. A 100 answers an Expect that the app has not seen, and HTTP/1.0 knows none of them. */
function passOnEarlyHints(call: Call, head: ResponseHead): void {
  const { request, response } = call.incoming;
  if (head.status !== 103 || request.httpVersionMinor === 0) return;
  const links = head.fields.filter(({ key }) => key === 'link').map(({ value }) => value);
  try {
    response.writeEarlyHints({ link: links });
  } catch {
    // node checks the links; hints that it does not understand are only hints.
  }
}
