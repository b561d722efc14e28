import { request as requestHttp, Agent as HttpAgent } from 'node:http';
import { request as requestHttps, Agent as HttpsAgent } from 'node:https';
import { text } from 'node:stream/consumers';
import { failure, messageOf, proxyVariables, type NetworkSettings } from '../../core/index.ts';

/** A POST to one of Google's endpoints; gives the fields of its answer. */
export type Exchange = (request: ExchangeRequest) => Promise<Fields>;

export interface ExchangeRequest {
  readonly url: string;
  /** A form for OAuth's endpoint, JSON for Google's APIs. */
  readonly body: { readonly form: Fields<string> } | { readonly json: Fields };
  /** An access token that the request is made with. */
  readonly bearer: string | null;
  /** What to do where the endpoint refuses. */
  readonly hint: string;
}

export type Fields<T = unknown> = Readonly<Record<string, T>>;

const timeoutMs = 20_000;

/**
 * Exchanges by this machine's proxies and certificates, each ended by `signal`. They throw FB5232 where nobody answers, and
 * FB5233 for an answer that is a refusal.
 */
export function exchangeOver({ proxy, ca }: NetworkSettings, signal: AbortSignal): Exchange {
  const options = { proxyEnv: proxyVariables(proxy), ...(ca === null ? {} : { ca: ca.pem }) };
  return async ({ url, body, bearer, hint }) => {
    const { type, content } = encoded(body);
    const headers = {
      'Content-Type': type,
      ...(bearer === null ? {} : { Authorization: `Bearer ${bearer}` }),
    };
    const ended = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const { status, answer } = await post({ url, headers, content, options, signal: ended }).catch(
      (cause: unknown) => {
        signal.throwIfAborted();
        throw unreachable(url, cause);
      },
    );
    const fields = fieldsOf(answer);
    if (status === 200 && fields !== null) return fields;
    throw failure({
      code: 'FB5233',
      message: `${url} answered ${status}: ${reasonIn(fields, answer)}`,
      hint,
    });
  };
}

function encoded(body: ExchangeRequest['body']) {
  return 'form' in body
    ? { type: 'application/x-www-form-urlencoded', content: new URLSearchParams(body.form).toString() }
    : { type: 'application/json', content: JSON.stringify(body.json) };
}

async function post({
  url,
  headers,
  content,
  options,
  signal,
}: {
  readonly url: string;
  readonly headers: Fields<string>;
  readonly content: string;
  readonly options: { readonly proxyEnv: Fields<string>; readonly ca?: string };
  readonly signal: AbortSignal;
}): Promise<{ readonly status: number; readonly answer: string }> {
  const isTls = url.startsWith('https:');
  const agent = isTls ? new HttpsAgent(options) : new HttpAgent(options);
  const send = isTls ? requestHttps : requestHttp;
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; answer: string }>();
  const sent = send(url, { method: 'POST', headers, agent, signal }, (response) => {
    text(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
  });
  sent.on('error', reject);
  sent.end(content);
  return await promise.finally(() => agent.destroy());
}

function unreachable(url: string, cause: unknown) {
  return failure(
    {
      code: 'FB5232',
      message: `${url} does not answer: ${messageOf(cause)}`,
      hint: 'Check the network, and the proxy and the certificates that this machine is set up with.',
    },
    { cause },
  );
}

function fieldsOf(answer: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(answer);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Fields) : null;
  } catch {
    return null;
  }
}

/** OAuth's `{"error": "invalid_grant", "error_description": "…"}`, or an API's `{"error": {"message": "…"}}`. */
function reasonIn(fields: Fields | null, answer: string): string {
  const { error, error_description: description } = fields ?? {};
  if (typeof error === 'string') return typeof description === 'string' ? `${error} (${description})` : error;
  const { message } = (error ?? {}) as Fields;
  return typeof message === 'string' ? message : answer.slice(0, 200);
}
