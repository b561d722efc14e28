import { dirname } from 'node:path';
import { decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Environment } from '../../../src/core/index.ts';
import {
  access,
  credentialsFolder,
  identity,
  identityTokenFor,
  nowMs,
  type CredentialsFolder,
} from '../../support/credentials.ts';
import {
  authorizedUser,
  publicKey,
  serviceAccountKey,
  startEndpoints,
} from '../../support/google-endpoints.ts';
import { get, startServer } from '../../support/metadata.ts';

const [scope] = access.scopes;
const account = 'dev@shop.iam.gserviceaccount.com';
let made: CredentialsFolder;
beforeAll(async () => {
  made = await credentialsFolder();
});
afterAll(() => made[Symbol.asyncDispose]());

test('a key of a service account signs for the endpoint that it names itself', async () => {
  const identityToken = await identityTokenFor(identity.audience);
  await using google = await startEndpoints(({ body }) => {
    const { target_audience: audience } = decodeJwt(new URLSearchParams(body).get('assertion') ?? '');
    return { body: audience ? { id_token: identityToken } : { access_token: 'real', expires_in: 1800 } };
  });
  const file = await made.save(serviceAccountKey({ token_uri: google.endpoints.token }));
  const { tokens, job } = await made.open({ kind: 'key', file });
  expect(tokens.account).toBe('app@shop.iam.gserviceaccount.com');
  expect(await tokens.accessToken(access)).toEqual({ value: 'real', expiresAtMs: nowMs + 1_800_000 });
  expect(await tokens.identityToken?.(identity)).toEqual({
    value: identityToken,
    expiresAtMs: nowMs + 3_600_000,
  });

  const [first, second] = google.asked.map(({ body }) => new URLSearchParams(body));
  expect(first?.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
  const { payload, protectedHeader } = await jwtVerify(first?.get('assertion') ?? '', publicKey, {
    currentDate: new Date(nowMs),
  });
  expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
  const common = {
    iss: 'app@shop.iam.gserviceaccount.com',
    aud: google.endpoints.token,
    iat: nowMs / 1000,
    exp: nowMs / 1000 + 3600,
  };
  expect(payload).toEqual({ ...common, scope });
  expect(decodeJwt(second?.get('assertion') ?? '')).toEqual({
    ...common,
    target_audience: identity.audience,
  });
  expect(job.notices).toEqual([
    {
      kind: 'token-given',
      what: 'access',
      from: file,
      account: 'app@shop.iam.gserviceaccount.com',
      use: scope,
      expiresAtMs: nowMs + 1_800_000,
    },
    expect.objectContaining({ kind: 'token-given', what: 'identity', use: identity.audience }),
  ]);
});

test.each([
  [
    'GOOGLE_APPLICATION_CREDENTIALS',
    (file: string): Environment => ({ GOOGLE_APPLICATION_CREDENTIALS: file }),
    'any.json',
  ],
  [
    'CLOUDSDK_CONFIG',
    (file: string): Environment => ({ CLOUDSDK_CONFIG: dirname(file) }),
    'application_default_credentials.json',
  ],
  ['the well-known file', (): Environment => ({}), '.config/gcloud/application_default_credentials.json'],
])('Application Default Credentials of a person, from %s', async (_from, envFor, name) => {
  await using google = await startEndpoints(() => ({
    body: { access_token: 'a person’s', expires_in: 3599 },
  }));
  const file = await made.save(authorizedUser, name);
  const home = file.replace(`/${name}`, '');
  const { tokens } = await made.open(
    { kind: 'adc' },
    { env: envFor(file), home, endpoints: google.endpoints },
  );
  expect([tokens.account, tokens.identityToken]).toEqual([null, null]);
  expect(await tokens.accessToken(access)).toEqual({ value: 'a person’s', expiresAtMs: nowMs + 3_599_000 });
  expect(Object.fromEntries(new URLSearchParams(google.asked[0]?.body))).toEqual({
    grant_type: 'refresh_token',
    client_id: authorizedUser.client_id,
    client_secret: authorizedUser.client_secret,
    refresh_token: authorizedUser.refresh_token,
  });
});

test('an account is impersonated with a person’s credentials, which are fetched once', async () => {
  const identityToken = await identityTokenFor(identity.audience);
  await using google = await startEndpoints(({ path }) => {
    if (path === '/token') return { body: { access_token: 'source', expires_in: 3599 } };
    const expireTime = new Date(nowMs + 3_600_000).toISOString();
    return {
      body: path.endsWith(':generateIdToken')
        ? { token: identityToken }
        : { accessToken: 'theirs', expireTime },
    };
  });
  const env = { GOOGLE_APPLICATION_CREDENTIALS: await made.save(authorizedUser) };
  const { tokens } = await made.open({ kind: 'impersonate', account }, { env, endpoints: google.endpoints });
  expect(tokens.account).toBe(account);
  expect(await tokens.accessToken(access)).toEqual({ value: 'theirs', expiresAtMs: nowMs + 3_600_000 });
  expect((await tokens.identityToken?.(identity))?.value).toBe(identityToken);
  expect(google.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
    ['/token', undefined],
    [`/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}:generateAccessToken`, 'Bearer source'],
    [`/v1/projects/-/serviceAccounts/${encodeURIComponent(account)}:generateIdToken`, 'Bearer source'],
  ]);
  expect(google.asked.slice(1).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
    { scope: access.scopes },
    { audience: identity.audience, includeEmail: true },
  ]);
});

test('Application Default Credentials that impersonate do so by the address they name, through their delegates', async () => {
  await using google = await startEndpoints(({ path }) => ({
    body:
      path === '/token'
        ? { access_token: 'source', expires_in: 3599 }
        : { accessToken: 'theirs', expireTime: new Date(nowMs).toISOString() },
  }));
  const url = `${google.endpoints.iamCredentials}/v1/projects/-/serviceAccounts/${account}:generateAccessToken`;
  const file = await made.save({
    type: 'impersonated_service_account',
    service_account_impersonation_url: url,
    delegates: ['projects/-/serviceAccounts/between@shop.iam.gserviceaccount.com'],
    source_credentials: authorizedUser,
  });
  const { token } = google.endpoints;
  const { tokens } = await made.open(
    { kind: 'adc' },
    {
      env: { GOOGLE_APPLICATION_CREDENTIALS: file },
      endpoints: { token, iamCredentials: 'http://127.0.0.1:1' },
    },
  );
  expect(tokens.account).toBe(account);
  expect((await tokens.accessToken(access)).value).toBe('theirs');
  expect(JSON.parse(google.asked[1]?.body ?? '')).toMatchObject({
    delegates: ['projects/-/serviceAccounts/between@shop.iam.gserviceaccount.com'],
  });
});

test('gcloud is asked by its own command for other programs', async () => {
  const printed = {
    configuration: { properties: { core: { account: 'dev@example.com', project: 'shop' } } },
    credential: { access_token: 'gcloud’s', token_expiry: '2027-01-15T09:00:00Z' },
  };
  const { env, calls } = await made.gcloudPrinting(JSON.stringify(printed));
  const { tokens } = await made.open({ kind: 'gcloud' }, { env });
  expect(tokens.account).toBeNull();
  expect(await tokens.accessToken(access)).toEqual({
    value: 'gcloud’s',
    expiresAtMs: Date.UTC(2027, 0, 15, 9),
  });
  expect(await calls()).toContain('config config-helper --format=json --min-expiry=5m --quiet\n');
});

test('gcloud stands in where an account is to be impersonated and there are no Application Default Credentials', async () => {
  await using google = await startEndpoints(() => ({
    body: { accessToken: 'theirs', expireTime: new Date(nowMs).toISOString() },
  }));
  const { env } = await made.gcloudPrinting(JSON.stringify({ credential: { access_token: 'from-gcloud' } }));
  const settings = { env, endpoints: google.endpoints };
  const { tokens, job } = await made.open({ kind: 'impersonate', account }, settings);
  expect((await tokens.accessToken(access)).value).toBe('theirs');
  expect(google.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer from-gcloud']);
  expect(job.notices).toMatchObject([{ from: 'impersonation with gcloud', account }]);
});

test('tokens of the environment are given as they are, and what is not there is made up', async () => {
  const both = await made.open({ kind: 'static', accessToken: 'one', identityToken: 'two' });
  expect((await both.tokens.accessToken(access)).value).toBe('one');
  expect((await both.tokens.identityToken?.(identity))?.value).toBe('two');
  const neither = await made.open({ kind: 'static', accessToken: null, identityToken: null });
  expect((await neither.tokens.accessToken(access)).value).toMatch(/^flexbuild-fake-access-token\./);
  expect(neither.tokens.identityToken).toBeNull();
});

test('the server gives out real tokens, one request for all that ask, and tells how long each lasts', async () => {
  const identityToken = await identityTokenFor('a');
  await using google = await startEndpoints(({ path }) => {
    if (path === '/token') return { body: { access_token: 'source', expires_in: 3599 } };
    const expireTime = new Date(nowMs + 3_600_000).toISOString();
    return {
      body: path.endsWith(':generateIdToken')
        ? { token: identityToken }
        : { accessToken: 'theirs', expireTime },
    };
  });
  const env = { GOOGLE_APPLICATION_CREDENTIALS: await made.save(authorizedUser) };
  const { tokens, job } = await made.open(
    { kind: 'impersonate', account },
    { env, endpoints: google.endpoints },
  );
  let now = nowMs;
  await using server = await startServer({ tokens, now: () => now });
  const asked = (what: string) =>
    get(server.address, `/computeMetadata/v1/instance/service-accounts/default/${what}`);
  await Promise.all(Array.from({ length: 5 }, () => asked('token')));
  now += 600_000;
  expect(JSON.parse((await asked('token')).body)).toEqual({
    access_token: 'theirs',
    expires_in: 3000,
    token_type: 'Bearer',
  });
  const identities = await Promise.all([asked('identity?audience=a'), asked('identity?audience=a')]);
  expect(identities.map(({ body }) => body)).toEqual([identityToken, identityToken]);
  expect(job.notices.map((notice) => notice.kind === 'token-given' && notice.what)).toEqual([
    'access',
    'identity',
  ]);
});
