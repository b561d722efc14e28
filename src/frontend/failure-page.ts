import { STATUS_CODES } from 'node:http';
import type { ClientResponse } from './client.ts';
import { formatAddress } from '../core/index.ts';
import type { Explanation, InstanceRoute } from './types.ts';
import type { UpstreamFailure } from './upstream/types.ts';

/** An answer that the front end gives in the app's place. */
export interface FailurePage {
  readonly status: number;
  /** Sentences for the person who sees the page; no detail of ours. */
  readonly reason: string;
  /** What the app wrote last; left out where that has nothing to do with it. */
  readonly lines?: readonly string[];
}

/** What is to be answered when the instance gave no answer; `explanation` is what is known of the instance beside that. */
export function pageFor(
  failure: UpstreamFailure,
  { route, explanation }: { readonly route: InstanceRoute; readonly explanation: Explanation | null },
): FailurePage {
  const status = failure.kind === 'connect-timeout' ? 504 : 502;
  const told = explanation === null ? '' : ` ${explanation.reason}`;
  return {
    status,
    reason: `Instance ${route.instance} ${deedOf(failure, route)}${told}`,
    lines: explanation?.lines ?? [],
  };
}

function deedOf(failure: UpstreamFailure, { address }: InstanceRoute): string {
  const where = formatAddress(address);
  switch (failure.kind) {
    case 'refused':
      return `refused the connection at ${where}. An app has to listen on 0.0.0.0 and on the port that $PORT names.`;
    case 'unreachable':
      return `cannot be reached at ${where} (${failure.detail}).`;
    case 'connect-timeout':
      return `did not accept a connection at ${where} in time.`;
    case 'closed-early':
      return 'closed the connection before it answered. It may have crashed, or killed a worker that took too long.';
    case 'malformed':
      return `gave an answer that is not valid HTTP: ${failure.detail}.`;
    case 'head-too-large':
      return 'sent larger response headers than it may.';
    case 'truncated':
      return 'closed the connection in the middle of its answer.';
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

/** As many as fit on a screen. */
const shownLines = 20;
const linesTitle = 'What the app wrote last:';

function textPage(page: FailurePage): string {
  const lines = lastLinesOf(page);
  const log = lines.length === 0 ? '' : `\n${linesTitle}\n\n${lines.map((line) => `  ${line}\n`).join('')}`;
  return `${titleOf(page)}\n\n${page.reason}\n${log}`;
}

function htmlPage(page: FailurePage): string {
  const title = titleOf(page);
  const lines = lastLinesOf(page);
  const log = lines.length === 0 ? '' : `<p>${linesTitle}</p><pre>${escapeHtml(lines.join('\n'))}</pre>`;
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title></head>
<body><h1>${title}</h1><p>${escapeHtml(page.reason)}</p>${log}<hr><p>flexbuild front end</p></body>
</html>
`;
}

function lastLinesOf({ lines = [] }: FailurePage): readonly string[] {
  return lines.slice(-shownLines);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
