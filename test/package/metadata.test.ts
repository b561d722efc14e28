import { mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { formatAddress, packageFolder } from '../../src/core/index.ts';
import type * as Metadata from '../../src/metadata/index.ts';
import { flexbuild } from '../support/command-line.ts';

// What is compiled is used as a user of `flexbuild/metadata` would, by the types that it is published with.
const compiled = pathToFileURL(join(packageFolder(), 'dist/metadata.js')).href;
const library = import(compiled) as Promise<typeof Metadata>;

test('a server is started with an instance of the caller’s own', async () => {
  const { deploymentOf, startMetadataServer } = await library;
  const instance = deploymentOf({
    project: 'shop',
    projectNumber: null,
    service: 'default',
    version: 'v1',
    region: 'us-central1',
    zone: 'us-central1-f',
    runtime: 'custom',
    cpus: 1,
    memoryMb: 614,
    serviceAccount: null,
    now: new Date(),
  }).instance(0);
  await using server = await startMetadataServer({
    listen: { host: '127.0.0.1', port: 0 },
    secret: null,
    identify: () => instance,
  });
  const read = async (path: string) => {
    const url = `http://${formatAddress(server.address)}/computeMetadata/v1/${path}`;
    return await new Promise<string>((resolve, reject) => {
      get(url, { headers: { 'Metadata-Flavor': 'Google' } }, (response) => {
        text(response).then(resolve, reject);
      }).on('error', reject);
    });
  };
  expect(await read('project/project-id')).toBe('shop');
  expect(await read('instance/attributes/gae_backend_version')).toBe('v1');
  expect(await read('instance/service-accounts/default/token')).toContain('flexbuild-fake-access-token.');
});

test('credentials that are not there are an error with a code', async () => {
  const { directNetwork, FlexbuildError, googleEndpoints, openCredentials } = await library;
  const settings = {
    env: {},
    home: '/nowhere',
    network: directNetwork,
    endpoints: googleEndpoints,
    now: Date.now,
  };
  const job = { notify: () => undefined, signal: new AbortController().signal };
  const opening = openCredentials({ kind: 'adc' }, settings, job);
  await expect(opening).rejects.toBeInstanceOf(FlexbuildError);
  await expect(opening).rejects.toMatchObject({ diagnostics: [{ code: 'FB5230' }] });
});

test('flexbuild metadata gives a shell its variables, and its values are set from the same folder', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'flexbuild-'));
  const run = (...args: string[]) => flexbuild(args, { cwd, env: { XDG_RUNTIME_DIR: cwd } });
  try {
    const started = run('metadata', '--port', '0', '--detach', '--metadata', 'colour=blue');
    expect(started).toMatchObject({ status: 0, stderr: '' });
    expect(started.stdout).toMatch(
      /^export GCE_METADATA_HOST=(127\.0\.0\.1:\d+)\nexport GCE_METADATA_IP=\1\nexport GCE_METADATA_ROOT=\1\nexport METADATA_SERVER_DETECTION=assume-present\n$/,
    );
    expect(run('metadata', 'set', 'project/attributes/colour', 'red').status).toBe(0);
    expect(run('metadata', 'get', 'project/attributes/colour').stdout).toBe('red\n');
    expect(run('metadata', 'set', 'instance/attributes/colour', 'red')).toMatchObject({ status: 64 });
    expect(run('metadata', 'delete', 'project/attributes/colour').status).toBe(0);
    expect(run('metadata', 'get', 'project/attributes/colour')).toMatchObject({ status: 64, stdout: '' });
  } finally {
    run('down');
    rmSync(cwd, { recursive: true });
  }
});
