import { errorPage, escaped, notFound, thatIsAll, type Answer } from './answers.ts';
import { isOwnHost } from './host-names.ts';
import { publishedAnswer } from './published.ts';
import { parsed, type Asked, type MetadataRequest } from './request.ts';
import type { Responder } from './responder.ts';
import { serveTree } from './serve-tree.ts';

/** Answers a request by the rules of the Compute Engine metadata server; fails only where a token cannot be had. */
export function respond(request: MetadataRequest, responder: Responder): Answer | Promise<Answer> {
  const asked = parsed(request);
  for (const rule of rules) {
    const answer = rule(asked, responder);
    if (answer !== null) return answer;
  }
  return notFound(asked.path);
}

type Rule = (asked: Asked, responder: Responder) => Answer | Promise<Answer> | null;

/** What is published is for all. Whoever may not ask is told nothing else, so 403 comes before 405, and both before 301 and 404. */
const rules: readonly Rule[] = [
  publish,
  failOnPurpose,
  refuseOtherHosts,
  refuseForwarded,
  refuseWithoutFlavor,
  refuseOtherMethods,
  serveTree,
];

function publish(
  { method, path, host }: Asked,
  { identityTokens }: Responder,
): Answer | Promise<Answer> | null {
  return isRead(method) ? publishedAnswer(path, { host, identityTokens }) : null;
}

function failOnPurpose(_asked: Asked, { faults }: Responder): Answer | null {
  return faults.has('metadata-unavailable')
    ? errorPage(503, 'Asked for with --fault metadata-unavailable.')
    : null;
}

function refuseOtherHosts({ host, path }: Asked): Answer | null {
  if (isOwnHost(host)) return null;
  return forbidden(
    path,
    `It was asked for as <code>${escaped(host)}</code>, which is no name of this server.`,
  );
}

function refuseForwarded({ headers, path }: Asked): Answer | null {
  if (headers['x-forwarded-for'] === undefined) return null;
  return forbidden(path, 'Request came through a proxy: it has X-Forwarded-For.');
}

function refuseWithoutFlavor({ headers, path }: Asked): Answer | null {
  if (path === '/' || headers['metadata-flavor'] === 'Google') return null;
  if (headers['x-google-metadata-request'] === 'True') return null;
  return forbidden(path, 'Missing Metadata-Flavor:Google header.');
}

function forbidden(path: string, reason: string): Answer {
  const refusal = `Your client does not have permission to get URL <code>${escaped(path)}</code> from this server.`;
  return errorPage(403, `${refusal} ${reason}`);
}

function refuseOtherMethods({ method, path }: Asked): Answer | null {
  if (isRead(method)) return null;
  const html = `The request method <code>${escaped(method)}</code> is inappropriate for the URL <code>${escaped(path)}</code>.`;
  return errorPage(405, `${html} ${thatIsAll}`, [['Allow', 'GET, HEAD']]);
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
