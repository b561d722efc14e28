import type { TokenSource } from '../types.ts';
import type { CredentialsChoice } from './types.ts';

/** Nothing is known of the end of a token that somebody else fetched; clients ask again before this is over. */
const assumedLifetimeMs = 3_600_000;

/** The tokens of `choice`; where it has none, those of `made`. */
export function staticTokens(
  { accessToken, identityToken }: Extract<CredentialsChoice, { kind: 'static' }>,
  { made, now }: { readonly made: TokenSource; readonly now: () => number },
): TokenSource {
  const given = (value: string) => Promise.resolve({ value, expiresAtMs: now() + assumedLifetimeMs });
  return {
    account: null,
    accessToken: accessToken === null ? made.accessToken : () => given(accessToken),
    identityToken: identityToken === null ? made.identityToken : () => given(identityToken),
  };
}
