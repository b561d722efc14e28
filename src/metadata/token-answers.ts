import { plain, type Answer } from './answers.ts';
import { identityClaims } from './identity-tokens.ts';
import { folder, number, text, type Folder } from './nodes.ts';
import type { Responder } from './responder.ts';
import { grantedScopes } from './tree.ts';

/** `service-accounts/EMAIL/token` as a tree of its own: its forms are those of every folder. */
export async function accessTokenFolder(
  query: URLSearchParams,
  { identity, tokens, now }: Responder,
): Promise<Folder> {
  const asked = (query.get('scopes') ?? '').split(',').map((scope) => scope.trim());
  const named = [...new Set(asked.filter((scope) => scope !== ''))].sort();
  const scopes = named.length > 0 ? named : grantedScopes;
  const { value, expiresAtMs } = await tokens.accessToken({ account: identity.serviceAccount, scopes });
  const fields = {
    access_token: text(value),
    expires_in: number(Math.max(0, Math.floor((expiresAtMs - now()) / 1000))),
    token_type: text('Bearer'),
  };
  return folder(fields, 'asGiven');
}

/** `service-accounts/EMAIL/identity`: of the source of tokens where that has any, else signed here. */
export async function identityAnswer(query: URLSearchParams, responder: Responder): Promise<Answer> {
  const audience = (query.get('audience') ?? '').trim();
  if (audience === '') {
    const body = 'non-empty audience parameter required\n';
    return plain('text/html', body, 400);
  }
  const { identity, tokens } = responder;
  if (tokens.identityToken !== null) {
    const { value } = await tokens.identityToken({ account: identity.serviceAccount, audience });
    return plain('text/html', value);
  }
  const claims = identityClaims({
    identity,
    createdSec: responder.createdSec,
    nowSec: Math.floor(responder.now() / 1000),
    audience,
    full: query.get('format') === 'full',
    licenses: query.get('licenses')?.toUpperCase() === 'TRUE',
  });
  return plain('text/html', await responder.identityTokens.sign(claims));
}
