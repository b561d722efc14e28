import type { AccessToken, TokenSource } from '../types.ts';
import { identityTokenIn, without } from './answers.ts';
import type { Exchange, Fields } from './exchange.ts';

/** What it takes to be allowed to impersonate. */
const neededScope = 'https://www.googleapis.com/auth/cloud-platform';

/**
 * Tokens of a service account, made by the IAM Service Account Credentials API for whoever `source` is:
 * https://cloud.google.com/iam/docs/reference/credentials/rest.
 */
export function impersonatedTokens({
  email,
  delegates,
  source,
  endpoint,
  exchange,
}: {
  readonly email: string;
  /** The accounts in between, in order. */
  readonly delegates: readonly string[];
  readonly source: TokenSource;
  readonly endpoint: string;
  readonly exchange: Exchange;
}): TokenSource {
  const account = `${endpoint}/v1/projects/-/serviceAccounts/${encodeURIComponent(email)}`;
  const call = async (method: string, parameters: Fields) => {
    const { value: bearer } = await source.accessToken({ account: email, scopes: [neededScope] });
    const json = { ...parameters, ...(delegates.length === 0 ? {} : { delegates }) };
    const hint = `Ask for the role roles/iam.serviceAccountTokenCreator on ${email}, and check its spelling.`;
    return await exchange({ url: `${account}:${method}`, body: { json }, bearer, hint });
  };
  return {
    account: email,
    async accessToken({ scopes }) {
      return tokenIn(await call('generateAccessToken', { scope: scopes }), account);
    },
    async identityToken({ audience }) {
      const { token } = await call('generateIdToken', { audience, includeEmail: true });
      return await identityTokenIn(token, account);
    },
  };
}

function tokenIn({ accessToken, expireTime }: Fields, from: string): AccessToken {
  const expiresAtMs = typeof expireTime === 'string' ? Date.parse(expireTime) : Number.NaN;
  if (typeof accessToken !== 'string' || Number.isNaN(expiresAtMs)) throw without('access token', from);
  return { value: accessToken, expiresAtMs };
}
