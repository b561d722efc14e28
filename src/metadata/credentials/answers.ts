import { failure } from '../../core/index.ts';
import type { AccessToken, IdentityToken } from '../types.ts';
import type { Fields } from './exchange.ts';

/** The access token of an OAuth answer (RFC 6749 §5.1). Throws FB5233 where it has none. */
export function accessTokenIn(
  { access_token: value, expires_in: lifetimeSec }: Fields,
  { url, now }: { readonly url: string; readonly now: () => number },
): AccessToken {
  if (typeof value !== 'string' || typeof lifetimeSec !== 'number') throw without('access token', url);
  return { value, expiresAtMs: now() + lifetimeSec * 1000 };
}

/** An identity token, which says itself when it expires. Throws FB5233 where it is none. */
export async function identityTokenIn(value: unknown, from: string): Promise<IdentityToken> {
  const { decodeJwt } = await import('jose');
  try {
    const { exp } = decodeJwt(value as string);
    if (typeof exp === 'number') return { value: value as string, expiresAtMs: exp * 1000 };
  } catch {
    // Said below.
  }
  throw without('identity token', from);
}

/** FB5233. */
export function without(what: string, from: string) {
  return failure({
    code: 'FB5233',
    message: `${from} gave no ${what}`,
    hint: 'Check that this is the address of a server that gives out tokens.',
  });
}
