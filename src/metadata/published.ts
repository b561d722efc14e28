import { plain, type Answer } from './answers.ts';
import { issuer, type IdentityTokens } from './identity-tokens.ts';

/** Outside Google's tree: what whoever verifies identity tokens has to know. No flavor is asked for, since all of it is public. */
const keysPath = '/flexbuild/v1/jwks.json';
/** OpenID Connect Discovery 1.0 §4. */
const configurationPath = '/flexbuild/v1/.well-known/openid-configuration';

/** The keys of identity tokens, or the document that leads to them; null for every other path. */
export function publishedAnswer(
  path: string,
  { host, identityTokens }: { readonly host: string; readonly identityTokens: IdentityTokens },
): Answer | Promise<Answer> | null {
  switch (path) {
    case keysPath:
      return identityTokens.jwks().then((keys) => json(keys));
    case configurationPath:
      return json({
        issuer,
        jwks_uri: `http://${host}${keysPath}`,
        response_types_supported: ['id_token'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
        claims_supported: ['aud', 'azp', 'email', 'email_verified', 'exp', 'google', 'iat', 'iss', 'sub'],
      });
    default:
      return null;
  }
}

function json(value: unknown): Answer {
  return plain('application/json', JSON.stringify(value));
}
