import { createLocalJWKSet, createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { describe, expect, test } from 'vitest';
import type { MetadataServer, TokenRequest } from '../../../src/metadata/index.ts';
import { get, someInstance, startServer } from '../../support/metadata.ts';

const account = '/computeMetadata/v1/instance/service-accounts/default';

interface Token {
  readonly access_token: string;
  readonly expires_in: number;
}

async function tokenFrom(server: MetadataServer, query = ''): Promise<Token> {
  const { status, body } = await get(server.address, `${account}/token${query}`);
  expect(status).toBe(200);
  return JSON.parse(body) as Token;
}

describe('access tokens', () => {
  test('say that they are fake, in Google’s form', async () => {
    await using server = await startServer();
    const { headers, body } = await get(server.address, `${account}/token`);
    expect(headers['content-type']).toBe('application/json');
    expect(body).toMatch(
      /^\{"access_token":"flexbuild-fake-access-token\.[0-9a-f]{24}","expires_in":3(599|600),"token_type":"Bearer"\}$/,
    );
    const text = await get(server.address, `${account}/token?alt=text`);
    expect(text.body).toMatch(/^access_token flexbuild-\S+\nexpires_in \d+\ntoken_type Bearer\n$/);
  });

  test('stay the same and count down until five minutes before their end', async () => {
    let nowMs = 1_800_000_000_000;
    await using server = await startServer({ now: () => nowMs });
    const first = await tokenFrom(server);
    expect(first.expires_in).toBe(3600);
    nowMs += 3_299_500;
    expect(await tokenFrom(server)).toEqual({ ...first, expires_in: 300 });
    nowMs += 500;
    const next = await tokenFrom(server);
    expect(next.expires_in).toBe(3600);
    expect(next.access_token).not.toBe(first.access_token);
  });

  test('are asked of the source once per set of scopes, however many ask', async () => {
    const asked: TokenRequest[] = [];
    const accessToken = (request: TokenRequest) => {
      asked.push(request);
      return Promise.resolve({ value: `token ${asked.length}`, expiresAtMs: Date.now() + 3_600_000 });
    };
    await using server = await startServer({ tokens: { account: null, accessToken, identityToken: null } });
    const queries = ['', '?scopes=b,a', '?scopes=a,b', '?scopes=a,%20b,a', '?scopes='];
    const tokens = await Promise.all(queries.map((query) => tokenFrom(server, query)));
    const [plain, scoped] = [tokens[0]?.access_token, tokens[1]?.access_token];
    expect(tokens.map((token) => token.access_token)).toEqual([plain, scoped, scoped, scoped, plain]);
    expect(asked.toSorted((a, b) => a.scopes.length - b.scopes.length)).toEqual([
      { account: someInstance.serviceAccount, scopes: ['https://www.googleapis.com/auth/cloud-platform'] },
      { account: someInstance.serviceAccount, scopes: ['a', 'b'] },
    ]);
  });

  test('that cannot be had are 503 with the reason, and asked for again', async () => {
    let attempts = 0;
    const accessToken = () =>
      attempts++ === 0
        ? Promise.reject(new Error('no <credentials>'))
        : Promise.resolve({ value: 'real', expiresAtMs: Date.now() + 3_600_000 });
    await using server = await startServer({ tokens: { account: null, accessToken, identityToken: null } });
    const { status, headers, body } = await get(server.address, `${account}/token`);
    expect([status, headers['metadata-flavor']]).toEqual([503, 'Google']);
    expect(body).toContain('no &#60;credentials&#62;');
    expect((await tokenFrom(server)).access_token).toBe('real');
  });
});

describe('identity tokens', () => {
  const nowMs = 1_800_000_000_000;
  const verified = async (server: MetadataServer, query: string) => {
    const { headers, body } = await get(server.address, `${account}/identity?${query}`);
    expect(headers['content-type']).toBe('text/html');
    const keys = createLocalJWKSet({ keys: (await server.jwks()).keys.map((key) => ({ ...key })) });
    const { payload } = await jwtVerify(body, keys, {
      currentDate: new Date(nowMs),
      issuer: 'https://accounts.google.com',
    });
    return payload;
  };

  test('standard: the service account, for one audience, for an hour', async () => {
    await using server = await startServer({ now: () => nowMs });
    const { azp, ...claims } = await verified(server, 'audience=https://demo.example/%3Fa%3Db');
    expect(claims).toEqual({
      aud: 'https://demo.example/?a=b',
      email: someInstance.serviceAccount,
      email_verified: true,
      exp: nowMs / 1000 + 3600,
      iat: nowMs / 1000,
      iss: 'https://accounts.google.com',
      sub: azp,
    });
    expect(azp).toMatch(/^1\d{20}$/);
  });

  test('full: the machine as well, its licences where asked for', async () => {
    await using server = await startServer({ now: () => nowMs });
    const machine = {
      instance_creation_timestamp: nowMs / 1000,
      instance_id: '13512546227574112017',
      instance_name: 'aef-default-20260101t000000-7gh8',
      project_id: 'demo-app',
      project_number: 123456789012,
      zone: 'us-central1-f',
    };
    expect((await verified(server, 'audience=a&format=full'))['google']).toEqual({ compute_engine: machine });
    const licensed = await verified(server, 'audience=a&format=full&licenses=TRUE');
    expect(licensed['google']).toEqual({ compute_engine: { ...machine, license_id: [] } });
    expect(await verified(server, 'audience=a&format=standard&licenses=TRUE')).not.toHaveProperty('google');
  });

  test('the keys are served too, to clients that know nothing of flavors', async () => {
    await using server = await startServer();
    const { body } = await get(server.address, `${account}/identity?audience=a`);
    const { host, port } = server.address;
    const remote = createRemoteJWKSet(new URL(`http://${host}:${port}/flexbuild/v1/jwks.json`));
    const { protectedHeader } = await jwtVerify(body, remote, { audience: 'a' });
    const [key] = (await server.jwks()).keys;
    expect(protectedHeader).toEqual({ alg: 'RS256', kid: key?.kid, typ: 'JWT' });
    expect(Object.keys(key ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  test('the OpenID configuration leads to the keys by the name that the client used', async () => {
    await using server = await startServer();
    const path = '/flexbuild/v1/.well-known/openid-configuration';
    const { status, headers, body } = await get(server.address, path, { headers: {} });
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    const host = `${server.address.host}:${server.address.port}`;
    expect(JSON.parse(body)).toMatchObject({
      issuer: 'https://accounts.google.com',
      jwks_uri: `http://${host}/flexbuild/v1/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
    });
    const keys = await get(server.address, '/flexbuild/v1/jwks.json', { headers: {} });
    expect(JSON.parse(keys.body)).toEqual(await server.jwks());
  });

  test('instances of one server share its key, servers do not', async () => {
    await using one = await startServer({ identify: () => ({ ...someInstance }) });
    await using other = await startServer();
    const kidFrom = async (server: MetadataServer) =>
      decodeProtectedHeader((await get(server.address, `${account}/identity?audience=a`)).body).kid;
    expect(await kidFrom(one)).toBe(await kidFrom(one));
    expect(await kidFrom(other)).not.toBe(await kidFrom(one));
  });

  test.each(['', '?audience=', '?audience=%20', '?format=full'])(
    'without an audience: identity%s',
    async (query) => {
      await using server = await startServer();
      const { status, headers, body } = await get(server.address, `${account}/identity${query}`);
      expect([status, headers['content-type']]).toEqual([400, 'text/html']);
      expect(body).toBe('non-empty audience parameter required\n');
    },
  );
});
