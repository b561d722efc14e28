import { malformed, movedTo, notFound, plain, type Answer } from './answers.ts';
import { formIn, waitIn, type Form, type Wait } from './forms.ts';
import { listing } from './listing.ts';
import { nodeAnswer } from './node-answers.ts';
import { isDirectory, nodeAt, type Closed, type Live } from './nodes.ts';
import type { Asked } from './request.ts';
import type { Responder } from './responder.ts';
import { accessTokenFolder, identityAnswer } from './token-answers.ts';

/** Answers with what lies at a path, now or once it changes. */
export function serveTree(asked: Asked, responder: Responder): Answer | Promise<Answer> {
  const { host, path, names, search, query } = asked;
  if (path === '/') return plain('application/text', listing(responder.tree()));
  const node = names && nodeAt(responder.tree(), names);
  const slashed = path.endsWith('/');
  if (node?.kind === 'closed') return closedAnswer(node);
  if (node === null || (slashed && !isDirectory(node))) return notFound(path);
  if (!slashed && isDirectory(node)) return movedTo(`http://${host}${path}/${search}`, `${path}/`);
  const wait = waitIn(query);
  if (typeof wait === 'string') return malformed(wait);
  if (node.kind === 'live') {
    return wait
      ? malformed('What is made on demand never changes.')
      : liveAnswers[node.what](asked, responder);
  }
  const form = formIn(query);
  if (isDirectory(node) && !form.recursive) {
    if (query.has('alt')) return malformed('alt on a directory needs recursive=true.');
    if (wait) return malformed('wait_for_change on a directory needs recursive=true.');
  }
  return wait ? onceChanged({ asked, form, wait }, responder) : responder.answers(node, form);
}

/** Looks at the moment of every change: a value that comes and goes is an answer too. */
async function onceChanged(
  { asked, form, wait }: { readonly asked: Asked; readonly form: Form; readonly wait: Wait },
  responder: Responder,
): Promise<Answer> {
  const present = () => presentAnswer(asked, form, responder);
  const known = wait.lastEtag ?? present().etag;
  const changed = () => {
    const answer = present();
    return answer.etag === known ? null : answer;
  };
  const { timeoutMs } = wait;
  const path = (asked.names ?? []).join('/');
  const seen =
    changed() ?? (await responder.waiters.wait({ path, look: changed, timeoutMs, signal: asked.gone() }));
  return seen ?? present();
}

function presentAnswer({ path, names }: Asked, form: Form, { tree, answers }: Responder): Answer {
  const node = names && nodeAt(tree(), names);
  const isThere = node !== null && node.kind !== 'live' && node.kind !== 'closed';
  return isThere ? answers(node, form) : notFound(path);
}

function closedAnswer({ status, format, body }: Closed): Answer {
  return plain(`application/${format}`, body, status);
}

const liveAnswers = {
  async token({ query }: Asked, responder: Responder) {
    const form = { ...formIn(query), recursive: true };
    return nodeAnswer(await accessTokenFolder(query, responder), form);
  },
  identity: ({ query }: Asked, responder: Responder) => identityAnswer(query, responder),
} satisfies Record<Live['what'], unknown>;
