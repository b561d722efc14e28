import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startApp } from '../../src/emulator/index.ts';
import { connectEngine } from '../../src/engine/index.ts';
import { startEndpoints } from '../support/google-endpoints.ts';
import { runOptions } from '../support/run-app.ts';
import { testJob } from '../support/session.ts';

test('Google’s clients for Python, unmodified and in a container, know project, account and resource at once', async () => {
  await using storage = await startEndpoints(() => ({ body: { items: [{ name: 'photos' }] } }), '0.0.0.0');
  await using engine = await connectEngine({ env: process.env });
  const stateFolder = await mkdtemp(join(tmpdir(), 'flexbuild-'));
  const env = { ENDPOINT: `http://host.docker.internal:${new URL(storage.endpoints.token).port}` };
  const options = await runOptions(engine, { app: 'google-cloud-app', project: 'shop', env, stateFolder });
  try {
    await using emulator = await startApp(options, testJob());
    const found: unknown = await (await fetch(emulator.url)).json();
    const { version } = emulator.state().instances[0] ?? expect.fail('nothing runs');
    expect(found).toEqual({
      buckets: ['photos'],
      resource: [
        'gae_app',
        {
          project_id: 'shop',
          module_id: 'default',
          version_id: version,
          zone: expect.stringMatching(/^projects\/\d{12}\/zones\/us-central1-f$/) as string,
        },
      ],
    });
    expect(storage.asked.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      [
        expect.stringContaining('/storage/v1/b?project=shop'),
        expect.stringMatching(/^Bearer flexbuild-fake-access-token\./),
      ],
    ]);
  } finally {
    await rm(stateFolder, { recursive: true });
  }
});
