import { randomBytes } from 'node:crypto';
import type { AccessToken, TokenSource } from './types.ts';

const lifetimeMs = 3_600_000;
/** Compute Engine gives out one token until five minutes before it expires. */
const renewalMs = 300_000;

/**
 * Tokens that say what they are and that no service accepts. They do not begin like Google's own (`ya29.`), so that
 * no scanner for leaked secrets takes them for real.
 */
export function fakeTokens(now: () => number): TokenSource {
  return {
    account: null,
    accessToken: () =>
      Promise.resolve({
        value: `flexbuild-fake-access-token.${randomBytes(12).toString('hex')}`,
        expiresAtMs: now() + lifetimeMs,
      }),
    identityToken: null,
  };
}

/**
 * `source`, asked once per account and set of scopes, or audience, until its token has five minutes left, and again after
 * a failure.
 */
export function keptTokens(
  { account, accessToken, identityToken }: TokenSource,
  now: () => number,
): TokenSource {
  const keyed = (...parts: readonly string[]) => parts.join(' ');
  return {
    account,
    accessToken: kept(accessToken, (request) => keyed(request.account, ...request.scopes), now),
    identityToken:
      identityToken && kept(identityToken, (request) => keyed(request.account, request.audience), now),
  };
}

function kept<Request>(
  ask: (request: Request) => Promise<AccessToken>,
  keyOf: (request: Request) => string,
  now: () => number,
): (request: Request) => Promise<AccessToken> {
  const tokens = new Map<string, AccessToken>();
  const awaited = new Map<string, Promise<AccessToken>>();
  const isFresh = (token: AccessToken) => token.expiresAtMs - now() > renewalMs;

  async function fetched(key: string, request: Request): Promise<AccessToken> {
    try {
      const token = await ask(request);
      // An app may ask for a new audience each time: what has expired goes.
      for (const [old, { expiresAtMs }] of tokens) if (expiresAtMs <= now()) tokens.delete(old);
      tokens.set(key, token);
      return token;
    } finally {
      awaited.delete(key);
    }
  }

  return (request) => {
    const key = keyOf(request);
    const token = tokens.get(key);
    if (token && isFresh(token)) return Promise.resolve(token);
    const asked = awaited.get(key) ?? fetched(key, request);
    awaited.set(key, asked);
    return asked;
  };
}
