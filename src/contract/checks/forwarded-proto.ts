import { ask } from '../ask.ts';
import { frontEndHeaders } from '../front-end-headers.ts';
import { failed, passed } from '../outcome.ts';
import type { Check, Outcome, ServingApp } from '../types.ts';

/** TLS ends at the front end: an app that looks at its own connection redirects to where the request came from. */
export const forwardedProto: Check = {
  id: 'forwarded-proto',
  title: 'redirects no request that came by HTTPS to HTTPS',
  why: 'TLS ends at the front end, and X-Forwarded-Proto alone tells the app about it: who looks elsewhere redirects for ever.',
  fix: "Go by X-Forwarded-Proto: Django's SECURE_PROXY_SSL_HEADER, werkzeug's ProxyFix, Express' trust proxy.",
  at: null,
  stage: 'serving',
  run: forwardedProtoOutcome,
};

async function forwardedProtoOutcome({ address, signal }: ServingApp): Promise<Outcome> {
  const here = 'https://localhost/';
  const url = new URL(`http://${address.host}:${address.port}/`);
  const answer = await ask({ url, headers: frontEndHeaders, signal });
  const { location } = answer.headers;
  const isRedirect = answer.status >= 300 && answer.status < 400 && location !== undefined;
  if (!isRedirect || new URL(location, here).href !== here) return passed;
  return failed('a request for / that came by HTTPS is redirected to itself', [
    `${answer.status} Location: ${location}`,
  ]);
}
