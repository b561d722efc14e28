import { STATUS_CODES } from 'node:http';
import type { ClientResponse } from './client.ts';
import { formatAddress, type Address } from '../core/index.ts';
import type { UpstreamFailure } from './upstream/types.ts';

/** An answer that the front end gives in the app's place. */
export interface FailurePage {
  readonly status: number;
  /** Sentences for the person who sees the page; no detail of ours. */
  readonly reason: string;
}

/** What is to be answered when the instance gave no answer. */
export function pageFor(
  failure: UpstreamFailure,
  { address, instance }: { readonly address: Address; readonly instance: string },
): FailurePage {
  const app = `Instance ${instance}`;
  switch (failure.kind) {
    case 'refused':
      return {
        status: 502,
        reason: `${app} refused the connection at ${formatAddress(address)}. The app has to listen on 0.0.0.0 and on the port that $PORT names; its log tells whether it still runs.`,
      };
    case 'unreachable':
      return {
        status: 502,
        reason: `${app} cannot be reached at ${formatAddress(address)} (${failure.detail}).`,
      };
    case 'connect-timeout':
      return {
        status: 504,
        reason: `${app} did not accept a connection at ${formatAddress(address)} in time.`,
      };
    case 'closed-early':
      return {
        status: 502,
        reason: `${app} closed the connection before it answered. It may have crashed, or killed a worker that took too long: see its log.`,
      };
    case 'malformed':
      return { status: 502, reason: `${app} gave an answer that is not valid HTTP: ${failure.detail}.` };
    case 'head-too-large':
      return { status: 502, reason: `${app} sent more than 64 KB of response headers.` };
    case 'truncated':
      return { status: 502, reason: `${app} closed the connection in the middle of its answer.` };
    default:
      return failure satisfies never;
  }
}

interface PageOptions {
  readonly page: FailurePage;
  /** The request's Accept header: browsers get HTML, everything else plain text. */
  readonly accept: string | undefined;
}

/** Writes the whole page and leaves the response open: `end` it when the request is read as far as it will be. Returns the body's size. */
export function writeFailurePage(response: ClientResponse, { page, accept }: PageOptions): number {
  const html = accept?.includes('text/html') ?? false;
  const body = Buffer.from(html ? htmlPage(page) : textPage(page));
  response.writeHead(page.status, STATUS_CODES[page.status] ?? '', [
    ...['Content-Type', `${html ? 'text/html' : 'text/plain'}; charset=utf-8`],
    ...['Content-Length', String(body.length)],
    ...['Cache-Control', 'no-store'],
  ]);
  response.write(body);
  return body.length;
}

function titleOf({ status }: FailurePage): string {
  return `${status} ${STATUS_CODES[status] ?? 'Error'}`;
}

function textPage(page: FailurePage): string {
  return `${titleOf(page)}\n\n${page.reason}\n`;
}

function htmlPage(page: FailurePage): string {
  const title = titleOf(page);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1><p>${escapeHtml(page.reason)}</p><hr><p>flexbuild front end</p></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
