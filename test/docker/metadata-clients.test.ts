import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/core/index.ts';
import type { MetadataServer } from '../../src/metadata/index.ts';
import { someInstance, startServer } from '../support/metadata.ts';

/** Google's own library for Python, unmodified, on this machine: it needs a package index, but no container engine. */
describe('google-auth', () => {
  const run = promisify(execFile);
  let folder = '';
  let server: MetadataServer;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'flexbuild-google-auth-'));
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin/pip'), ['install', '--quiet', 'google-auth[pyjwt]', 'requests']);
    server = await startServer();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  /** What `expression` is, as JSON, in a Python that finds our server where google-auth looks for Google's. */
  async function evaluated(expression: string): Promise<unknown> {
    const host = formatAddress(server.address);
    const env = { ...process.env, GCE_METADATA_HOST: host, GCE_METADATA_IP: host, NO_PROXY: '*' };
    const elsewhere = { HOME: folder, CLOUDSDK_CONFIG: folder, GOOGLE_APPLICATION_CREDENTIALS: undefined };
    const imports = `import json, google.auth, google.auth.jwt, google.auth.transport.requests
from google.auth.compute_engine import _metadata
from google.oauth2 import id_token
request = google.auth.transport.requests.Request()
certs_url = 'http://${host}/flexbuild/v1/jwks.json'`;
    const program = `${imports}\nprint(json.dumps(${expression}))`;
    const options = { env: { ...env, ...elsewhere }, cwd: folder };
    return JSON.parse((await run(join(folder, 'bin/python'), ['-c', program], options)).stdout);
  }

  test('finds the server, and on it the project and the whole instance', async () => {
    expect(await evaluated('_metadata.ping(request)')).toBe(true);
    expect(await evaluated('google.auth.default()[1]')).toBe('demo-app');
    // A string here: JSON.parse would round the number that Python keeps.
    expect(await evaluated("str(_metadata.get(request, 'instance/', recursive=True)['id'])")).toBe(
      '13512546227574112017',
    );
    expect(await evaluated("_metadata.get(request, 'instance/name')")).toBe(someInstance.instance);
  });

  test('has the default credentials: account, universe and access token', async () => {
    const credentials = '(lambda c: (c.refresh(request), c)[1])(google.auth.default()[0])';
    const [kind, account, universe, token, expired] = (await evaluated(
      `(lambda c: [type(c).__module__, c.service_account_email, c.universe_domain, c.token, c.expired])(${credentials})`,
    )) as unknown[];
    expect([kind, account, universe, expired]).toEqual([
      'google.auth.compute_engine.credentials',
      someInstance.serviceAccount,
      'googleapis.com',
      false,
    ]);
    expect(token).toMatch(/^flexbuild-fake-access-token\./);
  });

  test('fetches an identity token, and verifies it with the keys of the server', async () => {
    const audience = 'https://demo.example';
    const token = `id_token.fetch_id_token(request, '${audience}')`;
    const claims = await evaluated(`id_token.verify_token(${token}, request, '${audience}', certs_url)`);
    expect(claims).toMatchObject({
      aud: audience,
      iss: 'https://accounts.google.com',
      email: someInstance.serviceAccount,
    });
  });
});
