import type { TokenSource } from '../types.ts';
import { accessTokenIn } from './answers.ts';
import type { Exchange } from './exchange.ts';
import type { AuthorizedUser } from './read-file.ts';

/**
 * Access tokens for a person's refresh token (RFC 6749 §6). Their scopes are those that the person agreed to. Google
 * makes identity tokens of people for the client that they logged in with alone, and never for an app's audience.
 */
export function authorizedUserTokens(
  user: AuthorizedUser,
  {
    exchange,
    tokenUri,
    now,
  }: { readonly exchange: Exchange; readonly tokenUri: string; readonly now: () => number },
): TokenSource {
  const { clientId, clientSecret, refreshToken } = user;
  const form = {
    grant_type: 'refresh_token',
    client_id: clientId,
    client_secret: clientSecret,
    refresh_token: refreshToken,
  };
  return {
    account: null,
    async accessToken() {
      const answer = await exchange({ url: tokenUri, body: { form }, bearer: null, hint: refusedHint });
      return accessTokenIn(answer, { url: tokenUri, now });
    },
    identityToken: null,
  };
}

const refusedHint = 'Log in again with `gcloud auth application-default login`.';
