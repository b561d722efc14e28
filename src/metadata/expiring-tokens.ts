import type { TokenSource } from './types.ts';

/** Less than any of Google's libraries takes for enough: they fetch the next token at once. */
const expiringMs = 10_000;

/** `source`, whose access tokens all say that they have ten seconds left. What identity tokens say is signed. */
export function expiringTokens(source: TokenSource, now: () => number): TokenSource {
  return {
    ...source,
    async accessToken(request) {
      const { value, expiresAtMs } = await source.accessToken(request);
      return { value, expiresAtMs: Math.min(expiresAtMs, now() + expiringMs) };
    },
  };
}
