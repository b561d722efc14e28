import { createPrivateKey, type KeyObject } from 'node:crypto';
import { failure, messageOf } from '../../core/index.ts';
import type { TokenSource } from '../types.ts';
import { accessTokenIn, identityTokenIn } from './answers.ts';
import type { Exchange } from './exchange.ts';
import type { ServiceAccountKey } from './read-file.ts';

/** RFC 7523 §2.1. */
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const lifetimeSec = 3600;

/**
 * Tokens for the key of a service account, as https://developers.google.com/identity/protocols/oauth2/service-account
 * has it: a JWT signed with the key is exchanged for a token. Throws FB5231 where the key is none.
 */
export function serviceAccountTokens(
  key: ServiceAccountKey,
  {
    exchange,
    tokenUri,
    now,
  }: { readonly exchange: Exchange; readonly tokenUri: string; readonly now: () => number },
): TokenSource {
  const url = key.tokenUri ?? tokenUri;
  const privateKey = parsedKey(key);

  const exchangeFor = async (what: Readonly<Record<string, string>>) => {
    const { SignJWT } = await import('jose');
    const iat = Math.floor(now() / 1000);
    const claims = { iss: key.email, aud: url, iat, exp: iat + lifetimeSec, ...what };
    const header = { alg: 'RS256', typ: 'JWT', ...(key.keyId === null ? {} : { kid: key.keyId }) };
    const assertion = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    const form = { grant_type: grantType, assertion };
    return await exchange({ url, body: { form }, bearer: null, hint: refusedHint });
  };

  return {
    account: key.email,
    async accessToken({ scopes }) {
      return accessTokenIn(await exchangeFor({ scope: scopes.join(' ') }), { url, now });
    },
    async identityToken({ audience }) {
      const { id_token: token } = await exchangeFor({ target_audience: audience });
      return await identityTokenIn(token, url);
    },
  };
}

const refusedHint =
  'Check that the key still exists, that its account is enabled, and that this clock is right.';

function parsedKey({ privateKey, email }: ServiceAccountKey): KeyObject {
  try {
    return createPrivateKey(privateKey);
  } catch (cause) {
    throw failure(
      {
        code: 'FB5231',
        message: `the private key of ${email} cannot be read: ${messageOf(cause)}`,
        hint: "Download the service account's key again.",
      },
      { cause },
    );
  }
}
