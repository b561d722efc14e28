import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { directNetwork } from '../../../src/core/index.ts';
import { access, credentialsFolder, type CredentialsFolder } from '../../support/credentials.ts';
import { authorizedUser, serviceAccountKey, startEndpoints } from '../../support/google-endpoints.ts';
import { get, startServer } from '../../support/metadata.ts';

let made: CredentialsFolder;
beforeAll(async () => {
  made = await credentialsFolder();
});
afterAll(() => made[Symbol.asyncDispose]());

test('a refusal is 503 to the app, and one line to the developer however often the app asks', async () => {
  await using google = await startEndpoints(() => ({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
  }));
  const env = { GOOGLE_APPLICATION_CREDENTIALS: await made.save(authorizedUser) };
  const { tokens, job } = await made.open({ kind: 'adc' }, { env, endpoints: google.endpoints });
  await using server = await startServer({ tokens });
  for (let time = 0; time < 3; time++) {
    const { status, body } = await get(
      server.address,
      '/computeMetadata/v1/instance/service-accounts/default/token',
    );
    expect(status).toBe(503);
    expect(body).toContain('answered 400: invalid_grant (Token has been expired or revoked.)');
  }
  expect(job.notices).toMatchObject([{ kind: 'diagnostic', diagnostic: { code: 'FB5233' } }]);
});

test.each([
  [
    'an API’s error',
    { status: 403, body: { error: { code: 403, message: 'Permission denied' } } },
    'FB5233',
    /answered 403: Permission denied/,
  ],
  ['a page', { status: 502, body: '<html>' }, 'FB5233', /answered 502: <html>/],
  ['no token', { body: {} }, 'FB5233', /gave no access token/],
])('what else an endpoint may say: %s', async (_what, answer, code, message) => {
  await using google = await startEndpoints(() => answer);
  const file = await made.save(serviceAccountKey({ token_uri: google.endpoints.token }));
  const { tokens } = await made.open({ kind: 'key', file });
  await expect(tokens.accessToken(access)).rejects.toMatchObject({
    diagnostics: [{ code, message: expect.stringMatching(message) as string }],
  });
});

test('an endpoint that does not answer is said, with its address', async () => {
  const file = await made.save(serviceAccountKey({ token_uri: 'http://127.0.0.1:1/token' }));
  const { tokens } = await made.open({ kind: 'key', file });
  await expect(tokens.accessToken(access)).rejects.toMatchObject({
    fault: 'transient',
    diagnostics: [{ code: 'FB5232', message: expect.stringContaining('http://127.0.0.1:1/token') as string }],
  });
});

test('an endpoint is reached by the proxy that this machine is set up with', async () => {
  await using proxy = await startEndpoints(() => ({ body: { access_token: 'by proxy', expires_in: 60 } }));
  const http = new URL(proxy.endpoints.token).origin;
  const network = { ...directNetwork, proxy: { http, https: null, no: null } };
  const file = await made.save(serviceAccountKey({ token_uri: 'http://oauth2.example/token' }));
  const { tokens } = await made.open({ kind: 'key', file }, { network });
  expect((await tokens.accessToken(access)).value).toBe('by proxy');
  expect(proxy.asked.map(({ path, headers }) => [path, headers.host])).toEqual([
    ['http://oauth2.example/token', 'oauth2.example'],
  ]);
});

test('what is under way ends with the credentials', async () => {
  let end: () => void = () => undefined;
  await using google = await startEndpoints(() => {
    end();
    return { body: {} };
  });
  const file = await made.save(serviceAccountKey({ token_uri: google.endpoints.token }));
  const opened = await made.open({ kind: 'key', file });
  end = opened.end;
  await expect(opened.tokens.accessToken(access)).rejects.toMatchObject({ name: 'AbortError' });
});

test('an interrupt ends the opening of credentials, and nothing later', async () => {
  const run = new AbortController();
  const { env } = await made.gcloudPrinting('', 'exec sleep 60');
  const opening = made.open({ kind: 'gcloud' }, { env }, run.signal);
  run.abort(new DOMException('interrupted', 'AbortError'));
  await expect(opening).rejects.toMatchObject({ name: 'AbortError' });

  await using google = await startEndpoints(() => ({ body: { access_token: 'real', expires_in: 3600 } }));
  const later = new AbortController();
  const file = await made.save(serviceAccountKey({ token_uri: google.endpoints.token }));
  const { tokens } = await made.open({ kind: 'key', file }, {}, later.signal);
  later.abort();
  expect((await tokens.accessToken(access)).value).toBe('real');
});

test.each([
  ['no file', null, 'FB5231', /cannot|no such file/],
  ['no JSON', 'key', 'FB5231', /not JSON/],
  ['no object', 'null', 'FB5231', /has no type/],
  ['another type', { ...authorizedUser, type: 'external_account' }, 'FB5231', /type external_account/],
  ['a person’s', authorizedUser, 'FB5231', /no key of a service account/],
  ['a part of a key', serviceAccountKey({ private_key: '' }), 'FB5231', /has no private_key/],
  ['a broken key', serviceAccountKey({ private_key: '-----BEGIN' }), 'FB5231', /private key of app@shop/],
  [
    'no impersonation',
    {
      type: 'impersonated_service_account',
      service_account_impersonation_url: 'http://x/',
      source_credentials: authorizedUser,
    },
    'FB5231',
    /names no service account/,
  ],
])('a key file that is none: %s', async (_what, content, code, message) => {
  const file = content === null ? join(made.path, 'none.json') : await made.save(content);
  await expect(made.open({ kind: 'key', file }, {})).rejects.toMatchObject({
    diagnostics: [{ code, message: expect.stringMatching(message) as string }],
  });
});

test('a machine without any credentials says how to get some', async () => {
  const env = { PATH: made.path };
  await expect(made.open({ kind: 'adc' }, { env })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5230' }],
  });
  await expect(made.open({ kind: 'gcloud' }, { env })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5234', message: 'there is no gcloud on PATH' }],
  });
  const loggedOut = await made.gcloudPrinting(
    '',
    'echo "ERROR: You do not have an active account." >&2; exit 1',
  );
  await expect(made.open({ kind: 'gcloud' }, { env: loggedOut.env })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5234', message: expect.stringContaining('active account') as string }],
  });
});
