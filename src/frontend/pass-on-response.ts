import { answerFailure } from './answer-explained.ts';
import type { Call } from './call.ts';
import { responseBlocks } from './response-blocks.ts';
import { firstValue, rawHeadersOf, type HeaderField } from './rules/field.ts';
import { responseRules } from './rules/response-rules.ts';
import type { InstanceRoute } from './types.ts';
import { switchProtocols } from './upgrade.ts';
import type { ExchangeEvents, ResponseHead } from './upstream/types.ts';

interface PassOn {
  readonly route: InstanceRoute;
  /** Sends the request once more, over a new connection. */
  readonly sendAgain: (events: ExchangeEvents) => void;
}

/** What the parts of an instance's answer become on the way to the client. */
export function passOnResponse(call: Call, { route, sendAgain }: PassOn): ExchangeEvents {
  const { request, response } = call.incoming;
  let clientIsFull = false;
  const events: ExchangeEvents = {
    informational: (head) => passOnEarlyHints(call, head),
    head: ({ status, reason, fields }) => {
      const blockBytes = blockBytesOf(call, fields);
      for (const rule of responseRules) rule(fields);
      if (call.context.calls.isDraining()) response.shouldKeepAlive = false;
      call.status = status;
      response.writeHead(status, reason, rawHeadersOf(fields));
      call.body = responseBlocks({ response, blockBytes, stock: call.context.stock });
    },
    data: (chunk) => {
      call.responseBytes += chunk.length;
      if (call.body === null || call.body.take(chunk)) return true;
      if (!clientIsFull) response.once('drain', clientTakesMore);
      clientIsFull = true;
      return false;
    },
    end: () => {
      call.upstream = null;
      call.body?.end();
      // An answer before the request was read: the rest of it is thrown away, so that the connection can be used again.
      if (call.hasBody) request.resume();
    },
    failed: (failure) => {
      call.upstream = null;
      if (failure.kind === 'closed-early' && failure.again) sendAgain(events);
      else void answerFailure(call, { route, failure });
    },
    drained: () => request.resume(),
    upgraded: (upgrade) => {
      call.upstream = null;
      switchProtocols(call, upgrade);
    },
  };
  return events;

  function clientTakesMore(): void {
    clientIsFull = false;
    call.upstream?.resume();
  }
}

/** https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering */
function blockBytesOf(call: Call, fields: readonly HeaderField[]): number {
  const wished = firstValue(fields, 'x-accel-buffering');
  return wished?.toLowerCase() === 'no' ? 0 : call.context.limits.responseBlockBytes;
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
