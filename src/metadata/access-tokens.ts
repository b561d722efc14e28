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
    accessToken: () =>
      Promise.resolve({
        value: `flexbuild-fake-access-token.${randomBytes(12).toString('hex')}`,
        expiresAtMs: now() + lifetimeMs,
      }),
  };
}

/** `source`, asked once per account and set of scopes until its token has five minutes left, and again after a failure. */
export function keptTokens(source: TokenSource, now: () => number): TokenSource {
  const kept = new Map<string, AccessToken>();
  const awaited = new Map<string, Promise<AccessToken>>();
  return {
    accessToken(request) {
      const key = [request.account, ...request.scopes].join(' ');
      const token = kept.get(key);
      if (token && token.expiresAtMs - now() > renewalMs) return Promise.resolve(token);
      return awaited.get(key) ?? fetched(key, request);
    },
  };

  function fetched(key: string, request: Parameters<TokenSource['accessToken']>[0]): Promise<AccessToken> {
    const token = source
      .accessToken(request)
      .then((fresh) => {
        kept.set(key, fresh);
        return fresh;
      })
      .finally(() => awaited.delete(key));
    awaited.set(key, token);
    return token;
  }
}
