import { FlexbuildError, type Job } from '../../core/index.ts';
import type { TokenSource } from '../types.ts';

/** `tokens`, with a notice for each that is fetched, and one for each reason why none can be had. */
export function announced(
  tokens: TokenSource,
  { from, notify }: { readonly from: string; readonly notify: Job['notify'] },
): TokenSource {
  const { account, accessToken, identityToken } = tokens;
  let lastReason: string | null = null;

  async function told<T extends { readonly expiresAtMs: number }>(
    what: 'access' | 'identity',
    use: string,
    fetched: Promise<T>,
  ): Promise<T> {
    try {
      const token = await fetched;
      lastReason = null;
      notify({ kind: 'token-given', what, from, account, use, expiresAtMs: token.expiresAtMs });
      return token;
    } catch (cause) {
      // Libraries ask again and again: one line a reason is enough.
      if (cause instanceof FlexbuildError && cause.message !== lastReason) {
        lastReason = cause.message;
        for (const diagnostic of cause.diagnostics) notify({ kind: 'diagnostic', diagnostic });
      }
      throw cause;
    }
  }

  return {
    account,
    accessToken: (request) => told('access', request.scopes.join(' '), accessToken(request)),
    identityToken: identityToken && ((request) => told('identity', request.audience, identityToken(request))),
  };
}
