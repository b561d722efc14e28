import { request, type IncomingMessage } from 'node:http';
import type { Address } from '../core/index.ts';
import { cronSender, taskSender, type TaskAttempt, type TrustedSenders } from '../frontend/index.ts';

/** A request that only App Engine itself can send. */
export interface TrustedRequest {
  readonly sender: { readonly kind: 'cron' } | ({ readonly kind: 'task' } & TaskAttempt);
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Null: the app's default host, which leads to its default service. */
  readonly service: string | null;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
}

/** What the app said to it. */
export interface TrustedAnswer {
  readonly status: number;
  /** Of a redirect, which is not followed. */
  readonly location: string | null;
  readonly latencyMs: number;
  /** The beginning of the body, as text. */
  readonly body: string;
}

interface Way {
  /** The front end's, without TLS: App Engine's own requests come over plain HTTP. */
  readonly address: Address;
  /** Of a service; null: the app's own. */
  readonly hostOf: (service: string | null) => string;
  readonly trusted: TrustedSenders;
  readonly signal: AbortSignal;
}

/** What cron and task queues call themselves. */
const userAgent = 'AppEngine-Google; (+http://code.google.com/appengine)';

/** Enough to see what an app complains of. */
const shownBytes = 2_000;

/** Sends it through the front end, so that the app gets it as it gets every other. Rejects where no answer comes. */
export async function sendTrusted(
  { sender, method, url, service, headers, body }: TrustedRequest,
  { address, hostOf, trusted, signal }: Way,
): Promise<TrustedAnswer> {
  const startedMs = performance.now();
  const ticket = trusted.ticketFor(sender.kind === 'cron' ? cronSender : taskSender(sender));
  const content = body === null ? null : Buffer.from(body);
  const asked = request({
    ...address,
    method,
    path: url,
    agent: false,
    signal,
    headers: {
      Host: hostOf(service),
      'User-Agent': userAgent,
      ...(content === null
        ? {}
        : { 'Content-Length': content.length, 'Content-Type': 'application/octet-stream' }),
      ...Object.fromEntries(headers),
      [ticket.name]: ticket.value,
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve);
    asked.on('error', reject);
  });
  asked.end(content ?? undefined);
  const answer = await answered;
  const shown = await beginningOf(answer);
  return {
    status: answer.statusCode ?? 0,
    location: answer.headers.location ?? null,
    latencyMs: performance.now() - startedMs,
    body: shown,
  };
}

/** Reads all of it and keeps the beginning. */
async function beginningOf(answer: IncomingMessage): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    if (bytes < shownBytes) kept.push(chunk.subarray(0, shownBytes - bytes));
    bytes += chunk.length;
  }
  return Buffer.concat(kept).toString('utf8');
}
