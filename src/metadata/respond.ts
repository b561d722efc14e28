import { content, errorPage, escaped, movedTo, plain, type Answer } from './answers.ts';
import { listing, toJson, toLines, valueText } from './listing.ts';
import { isDirectory, nodeAt, type Folder, type List, type Live, type Value } from './nodes.ts';
import { publishedAnswer } from './published.ts';
import type { Responder } from './responder.ts';
import { accessTokenFolder, identityAnswer } from './token-answers.ts';

/** A request, as far as the protocol looks at it. */
interface MetadataRequest {
  readonly method: string;
  /** As the request line has it. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Answers a request by the rules of the Compute Engine metadata server; fails only where a token cannot be had. */
export function respond(request: MetadataRequest, responder: Responder): Answer | Promise<Answer> {
  const asked = parsed(request);
  for (const rule of rules) {
    const answer = rule(asked, responder);
    if (answer !== null) return answer;
  }
  return notFound(asked);
}

/** A request, taken apart. */
interface Asked {
  readonly method: string;
  readonly headers: MetadataRequest['headers'];
  /** Without the query, with single slashes. */
  readonly path: string;
  /** The path's names, decoded; null where they cannot be. */
  readonly names: readonly string[] | null;
  /** With the question mark; empty where there is none. */
  readonly search: string;
  readonly query: URLSearchParams;
}

function parsed({ method, target, headers }: MetadataRequest): Asked {
  // RFC 9112 §3.2.2: a server has to take the absolute form too, which clients behind a proxy setting send.
  const local = target.replace(/^https?:\/\/[^/?]*/i, '');
  const mark = local.indexOf('?');
  const search = mark === -1 ? '' : local.slice(mark);
  const path = `/${mark === -1 ? local : local.slice(0, mark)}`.replace(/\/{2,}/g, '/');
  return { method, headers, path, names: namesIn(path), search, query: new URLSearchParams(search) };
}

function namesIn(path: string): readonly string[] | null {
  try {
    return path
      .split('/')
      .filter((name) => name !== '')
      .map(decodeURIComponent);
  } catch {
    return null;
  }
}

type Rule = (asked: Asked, responder: Responder) => Answer | Promise<Answer> | null;

/** What is published is for all. Whoever may not ask is told nothing else, so 403 comes before 405, and both before 301 and 404. */
const rules: readonly Rule[] = [publish, refuseForwarded, refuseWithoutFlavor, refuseOtherMethods, serveTree];

function publish(
  { method, path, headers }: Asked,
  { identityTokens }: Responder,
): Answer | Promise<Answer> | null {
  return isRead(method) ? publishedAnswer(path, { host: hostIn(headers), identityTokens }) : null;
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
  return errorPage(405, `${html} <ins>That’s all we know.</ins>`, [['Allow', 'GET, HEAD']]);
}

function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function serveTree(asked: Asked, responder: Responder): Answer | Promise<Answer> {
  const { path, names, search, query, headers } = asked;
  if (path === '/') return plain('application/text', listing(responder.tree));
  const node = names && nodeAt(responder.tree, names);
  const slashed = path.endsWith('/');
  if (node === null || (slashed && !isDirectory(node))) return notFound(asked);
  if (!slashed && isDirectory(node)) {
    return movedTo(`http://${hostIn(headers)}${path}/${search}`, `${path}/`);
  }
  if (query.get('wait_for_change') === 'true') return malformed('flexbuild does not serve wait_for_change.');
  if (isDirectory(node)) return directoryAnswer(node, query);
  return node.kind === 'live' ? liveAnswers[node.what](query, responder) : valueAnswer(node, query);
}

function hostIn(headers: MetadataRequest['headers']): string {
  return typeof headers['host'] === 'string' ? headers['host'] : 'metadata.google.internal';
}

function notFound({ path }: Asked): Answer {
  const html = `The requested URL <code>${escaped(path)}</code> was not found on this server.`;
  return errorPage(404, `${html} <ins>That’s all we know.</ins>`);
}

function malformed(reason: string): Answer {
  return errorPage(400, `Your client has issued a malformed or illegal request. ${reason}`);
}

function directoryAnswer(directory: Folder | List, query: URLSearchParams): Answer {
  if (/^[tT]rue$/.test(query.get('recursive') ?? '')) return recursiveAnswer(directory, query);
  if (query.has('alt')) return malformed('alt on a directory needs recursive=true.');
  const body = listing(directory);
  return content({ format: 'text', body, state: `listing ${body}` });
}

function recursiveAnswer(directory: Folder | List, query: URLSearchParams): Answer {
  const json = toJson(directory);
  const state = `recursive ${json}`;
  return query.get('alt') === 'text'
    ? content({ format: 'text', body: toLines(directory), state })
    : content({ format: 'json', body: json, state });
}

function valueAnswer(value: Value, query: URLSearchParams): Answer {
  const json = toJson(value);
  const usual = value.kind === 'texts' ? value.shownAs : 'text';
  const alt = query.get('alt');
  const format = alt === 'json' || alt === 'text' ? alt : usual;
  return content({ format, body: format === 'json' ? json : valueText(value), state: json });
}

const liveAnswers = { token: tokenAnswer, identity: identityAnswer } satisfies Record<Live['what'], unknown>;

async function tokenAnswer(query: URLSearchParams, responder: Responder): Promise<Answer> {
  return recursiveAnswer(await accessTokenFolder(query, responder), query);
}
