import { sha256, type InstanceIdentity } from '../core/index.ts';
import type { JsonWebKeySet } from './types.ts';

const lifetimeSec = 3600;

/** Google's own, since client libraries that verify a token ask for it by name. */
export const issuer = 'https://accounts.google.com';

/** Signs identity tokens with an RSA key of this machine's own, made when it is first needed. */
export interface IdentityTokens {
  /** A compact JWT, RS256. */
  sign(claims: IdentityClaims): Promise<string>;
  jwks(): Promise<JsonWebKeySet>;
}

/** What an identity token says; the names are OpenID Connect's and Google's. */
export type IdentityClaims = Readonly<Record<string, unknown>>;

/** A signer without a key yet. */
export function identityTokens(): IdentityTokens {
  let key: ReturnType<typeof newKey> | null = null;
  const signingKey = () => (key ??= newKey());
  return {
    async sign(claims) {
      const [{ SignJWT }, { privateKey, publicJwk }] = await Promise.all([import('jose'), signingKey()]);
      const header = { alg: publicJwk.alg, kid: publicJwk.kid, typ: 'JWT' };
      return new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
    },
    async jwks() {
      return { keys: [(await signingKey()).publicJwk] };
    },
  };
}

async function newKey() {
  const { generateKeyPair, exportJWK, calculateJwkThumbprint } = await import('jose');
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const { kty = '', n = '', e = '' } = await exportJWK(publicKey);
  const kid = await calculateJwkThumbprint({ kty, n, e });
  return { privateKey, publicJwk: { kty, alg: 'RS256', use: 'sig', kid, n, e } };
}

/**
 * The claims of https://cloud.google.com/compute/docs/instances/verifying-instance-identity; `full` adds the machine
 * to the service account, `licenses` the image's licence ids to that.
 */
export function identityClaims({
  identity,
  createdSec,
  nowSec,
  audience,
  full,
  licenses,
}: {
  readonly identity: InstanceIdentity;
  readonly createdSec: number;
  readonly nowSec: number;
  readonly audience: string;
  readonly full: boolean;
  readonly licenses: boolean;
}): IdentityClaims {
  const account = accountId(identity.serviceAccount);
  const machine = {
    instance_creation_timestamp: createdSec,
    instance_id: identity.instanceId,
    instance_name: identity.instance,
    ...(licenses ? { license_id: [] } : {}),
    project_id: identity.project.id,
    project_number: Number(identity.project.number),
    zone: identity.zone,
  };
  return {
    aud: audience,
    azp: account,
    email: identity.serviceAccount,
    email_verified: true,
    exp: nowSec + lifetimeSec,
    ...(full ? { google: { compute_engine: machine } } : {}),
    iat: nowSec,
    iss: issuer,
    sub: account,
  };
}

/** Google numbers service accounts with 21 digits; ours follow from the address. */
function accountId(email: string): string {
  const digits = BigInt(`0x${sha256(email)}`) % 10n ** 20n;
  return `1${digits.toString().padStart(20, '0')}`;
}
