import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { formatAddress } from '../../src/core/index.ts';
import type { MetadataServer } from '../../src/metadata/index.ts';
import { clientEnvironment, clientFolder, execute, hasProgram } from '../support/metadata-clients.ts';
import { someInstance, startServer } from '../support/metadata.ts';

/** Google's own libraries, unmodified, on this machine: they need package indexes, but no container engine. */
let folder = '';
let server: MetadataServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flexbuild-clients-'));
  server = await startServer();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const audience = 'https://demo.example';
const grantedScope = 'https://www.googleapis.com/auth/cloud-platform';

/** The claims of a token that this server signed. */
async function verified(token: string) {
  const keys = createLocalJWKSet({ keys: (await server.jwks()).keys.map((key) => ({ ...key })) });
  return (await jwtVerify(token, keys, { audience, issuer: 'https://accounts.google.com' })).payload;
}

describe('Python: google-auth', () => {
  beforeAll(async () => {
    await execute('python3', ['-m', 'venv', join(folder, 'env')]);
    await execute(join(folder, 'env/bin/pip'), ['install', '--quiet', 'google-auth[pyjwt]', 'requests']);
  });

  /** What `expression` is, as JSON. */
  async function evaluated(expression: string): Promise<unknown> {
    const imports = `import json, google.auth, google.auth.jwt, google.auth.transport.requests
from google.auth.compute_engine import _metadata
from google.oauth2 import id_token
request = google.auth.transport.requests.Request()
certs_url = 'http://${formatAddress(server.address)}/flexbuild/v1/jwks.json'`;
    const program = `${imports}\nprint(json.dumps(${expression}))`;
    const options = { env: clientEnvironment(server, folder), cwd: folder };
    return JSON.parse((await execute(join(folder, 'env/bin/python'), ['-c', program], options)).stdout);
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
    const token = `id_token.fetch_id_token(request, '${audience}')`;
    const claims = await evaluated(`id_token.verify_token(${token}, request, '${audience}', certs_url)`);
    expect(claims).toMatchObject({
      aud: audience,
      iss: 'https://accounts.google.com',
      email: someInstance.serviceAccount,
    });
  });
});

describe('Node: gcp-metadata and google-auth-library', () => {
  beforeAll(() => {
    for (const [name, value] of Object.entries(clientEnvironment(server, folder))) {
      if (value !== process.env[name]) vi.stubEnv(name, value);
    }
  });
  afterAll(() => {
    vi.unstubAllEnvs();
  });

  test('find the server, the project, and ids that a number cannot hold', async () => {
    const metadata = await import('gcp-metadata');
    expect(await metadata.isAvailable()).toBe(true);
    expect(await metadata.project('project-id')).toBe('demo-app');
    expect(await metadata.instance({ property: 'attributes/gae_backend_name' })).toBe('default');
    expect(String(await metadata.instance('id'))).toBe(someInstance.instanceId);
    const whole = await metadata.instance<{ readonly id: unknown }>({ params: { recursive: 'true' } });
    expect(String(whole.id)).toBe(someInstance.instanceId);
  });

  test('have the default credentials, an access token and an identity token', async () => {
    const { GoogleAuth, Compute } = await import('google-auth-library');
    const auth = new GoogleAuth({ scopes: [grantedScope] });
    const client = await auth.getClient();
    expect(client).toBeInstanceOf(Compute);
    expect(await auth.getProjectId()).toBe('demo-app');
    expect((await auth.getCredentials()).client_email).toBe(someInstance.serviceAccount);
    expect((await client.getAccessToken()).token).toMatch(/^flexbuild-fake-access-token\./);
    const identity = await auth.getIdTokenClient(audience);
    expect(await verified(await identity.idTokenProvider.fetchIdToken(audience))).toMatchObject({
      email: someInstance.serviceAccount,
    });
  });
});

describe('Go: cloud.google.com/go/compute/metadata', () => {
  const hasGo = hasProgram('go', 'version');
  const built = () => join(folder, 'client');
  beforeAll(async () => {
    if (hasGo) await execute('go', ['build', '-o', built(), '.'], { cwd: clientFolder('go') });
  });

  test('reads project, instance, account, lists and attributes', async ({ skip }) => {
    skip(!hasGo, 'this machine has no Go');
    const { stdout } = await execute(built(), [], { env: clientEnvironment(server, folder) });
    expect(JSON.parse(stdout)).toMatchObject({
      onGCE: true,
      project: 'demo-app',
      number: '123456789012',
      instance: someInstance.instance,
      instanceId: someInstance.instanceId,
      zone: 'us-central1-f',
      hostname: 'aef-default-20260101t000000-7gh8.us-central1-f.c.demo-app.internal',
      service: 'default',
      account: someInstance.serviceAccount,
      tags: [`aef-${someInstance.instanceId}`],
      scopes: [grantedScope],
      missing: 'metadata.NotDefinedError',
    });
  });

  test('watches a value with Subscribe, until it is gone', async ({ skip }) => {
    skip(!hasGo, 'this machine has no Go');
    const path = 'project/attributes/colour';
    server.set(path, 'blue');
    const child = spawn(built(), [path], {
      env: clientEnvironment(server, folder),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const seen: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      seen.push(line);
      if (line === 'blue true') server.set(path, 'red');
      if (line === 'red true') server.delete(path);
    }
    expect(seen).toEqual(['blue true', 'red true', ' false']);
  });
});

describe('Java: google-auth-library-oauth2-http', () => {
  test('has the default credentials, an access token and a full identity token', async ({ skip }) => {
    skip(!hasProgram('mvn', '--version'), 'this machine has no Maven');
    const classPath = join(folder, 'class-path');
    const goal = ['dependency:build-classpath', `-Dmdep.outputFile=${classPath}`];
    await execute('mvn', ['--quiet', '--batch-mode', ...goal], { cwd: clientFolder('java') });
    const arguments_ = ['--class-path', `@${classPath}`, 'Client.java'];
    const env = clientEnvironment(server, folder);
    const { stdout } = await execute('java', arguments_, { cwd: clientFolder('java'), env });
    const [account, universe, token, identity] = stdout.trimEnd().split('\n');
    expect([account, universe]).toEqual([someInstance.serviceAccount, 'googleapis.com']);
    expect(token).toMatch(/^flexbuild-fake-access-token\./);
    expect(await verified(identity ?? '')).toMatchObject({
      google: { compute_engine: { instance_id: someInstance.instanceId } },
    });
  });
});

test('curl: values, headers and redirections', async () => {
  const url = `http://${formatAddress(server.address)}/computeMetadata/v1`;
  const curl = (...arguments_: readonly string[]) =>
    execute('curl', ['--silent', '--noproxy', '*', '--header', 'Metadata-Flavor: Google', ...arguments_]);
  expect((await curl(`${url}/project/project-id`)).stdout).toBe('demo-app');
  expect((await curl('--location', `${url}/instance/disks`)).stdout).toBe('0/\n');
  expect((await curl('--head', `${url}/instance/name`)).stdout).toContain('Metadata-Flavor: Google\r\n');
  expect((await curl('--http1.0', `${url}/instance/name`)).stdout).toBe(someInstance.instance);
});
