import { answer, beginCall, type Call, type FrontEndContext, type Incoming } from './call.ts';
import { answerUnavailable } from './answer-explained.ts';
import { clientAddressOf, isSecure } from './client-address.ts';
import { collectRequestBody, passOnRequestBody, tooLarge } from './pass-on-request.ts';
import { passOnResponse } from './pass-on-response.ts';
import { field, fieldsFrom, firstValue, type HeaderField } from './rules/field.ts';
import { requestRules } from './rules/request-rules.ts';
import { targetOf } from './target.ts';
import type { ForwardedRequest, InstanceRoute } from './types.ts';
import { formatRequestHead } from './upstream/request-head.ts';
import type { ExchangeEvents, UpstreamRequest } from './upstream/types.ts';

/** Takes one request to the instance that the router names, and the answer back; or says why it does not. */
export function serve(incoming: Incoming, context: FrontEndContext): void {
  const { request } = incoming;
  const { options, limits, placeOf, randomHex } = context;
  const method = request.method ?? 'GET';
  const fields = fieldsFrom(request.rawHeaders);
  // Before the rules take away what describes the connection.
  const body = bodyOf(fields);
  const protocols = incoming.upgrade === null ? null : firstValue(fields, 'upgrade');

  const { defaultHostname } = options;
  const trusted = options.recognise?.(fields) ?? null;
  const clientAddress = trusted?.clientAddress ?? clientAddressOf(request.socket);
  const target = targetOf({
    method,
    httpVersion: request.httpVersion,
    url: request.url ?? '',
    fields,
    defaultHostname,
  });
  const { host } = target.kind === 'target' ? target : { host: defaultHostname };
  const { requestTimeoutMs } = limits;
  const place = placeOf(clientAddress);
  const secure = isSecure(request.socket);
  const facts = { clientAddress, secure, host, defaultHostname, requestTimeoutMs, trusted, place, randomHex };
  for (const rule of requestRules) rule(fields, facts);

  const call = beginCall({ incoming, context, facts, fields, hasBody: body.kind !== 'none' });
  if (target.kind === 'refused') {
    answer(call, target);
    return;
  }
  if (body.bytes > limits.requestBodyBytes) {
    answer(call, tooLarge(limits.requestBodyBytes));
    return;
  }
  const asked = { method, url: target.url, protocols };
  if (body.kind !== 'chunked' || limits.requestBodyBytes === Infinity) {
    dispatch(call, { ...asked, body: body.kind, collected: null });
    return;
  }
  collectRequestBody(call, (collected) => {
    fields.push(field('Content-Length', String(call.requestBytes)));
    dispatch(call, { ...asked, body: collected.length === 0 ? 'none' : 'sized', collected });
  });
}

interface Dispatched {
  readonly method: string;
  readonly url: string;
  /** What the client's Upgrade header says, where it is to be passed on. */
  readonly protocols: string | null;
  readonly body: UpstreamRequest['body'];
  /** The whole body, where it has been read; null: it is passed on as it comes. */
  readonly collected: readonly Buffer[] | null;
}

/** Finds an instance for the request, and begins to send it. */
function dispatch(call: Call, { method, url, protocols, body, collected }: Dispatched): void {
  const { fields, facts, context } = call;
  const { host, clientAddress } = facts;
  const route = context.options.route({ method, url, host, clientAddress });
  if (route.kind === 'unavailable') {
    void answerUnavailable(call, route);
    return;
  }
  const head = formatRequestHead({
    method,
    target: url,
    fields,
    chunked: body === 'chunked',
    upgrade: protocols,
  });
  forward(call, { route, upstream: { method, head, body, upgrade: protocols !== null } });
  if (collected !== null) {
    for (const chunk of collected) call.upstream?.write(chunk);
    call.upstream?.end();
  } else if (call.hasBody) passOnRequestBody(call);
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

function forward(
  call: Call,
  { route, upstream }: { readonly route: InstanceRoute; readonly upstream: UpstreamRequest },
): void {
  const { pool } = call.context;
  call.instance = route.instance;
  call.context.options.onForward?.(forwardedRequest(call, route.instance));
  const sendAgain = (events: ExchangeEvents): void => {
    call.upstream = pool.openNew(route.address, upstream, events);
  };
  call.upstream = pool.open(route.address, upstream, passOnResponse(call, { route, sendAgain }));
}

function forwardedRequest({ incoming: { request }, fields }: Call, instance: string): ForwardedRequest {
  const { method = 'GET', url = '/', rawHeaders } = request;
  return { instance, method, url, received: fieldsFrom(rawHeaders), sent: [...fields] };
}
