import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allCommands } from '../../../src/cli/commands/index.ts';
import { choiceNamed, metadataSettings } from '../../../src/cli/metadata.ts';
import type { Options } from '../../../src/cli/options.ts';
import { createProgram } from '../../../src/cli/program.ts';

test.each([
  ['adc', { kind: 'adc' }],
  ['gcloud', { kind: 'gcloud' }],
  [
    'impersonate=dev@shop.iam.gserviceaccount.com',
    { kind: 'impersonate', account: 'dev@shop.iam.gserviceaccount.com' },
  ],
  ['key=keys/a=b.json', { kind: 'key', file: 'keys/a=b.json' }],
])('--credentials %s', (text, choice) => {
  expect(choiceNamed(text)).toEqual(choice);
});

test.each(['', 'key', 'key=', 'key.json', 'adc=x', 'impersonate=somebody', 'GCLOUD'])(
  '--credentials %j is refused',
  (text) => {
    expect(() => choiceNamed(text)).toThrow(expect.objectContaining({ fault: 'usage' }));
  },
);

test('nothing said: made-up tokens, whatever the machine has', async () => {
  const env = { GOOGLE_APPLICATION_CREDENTIALS: '/a/key.json', GOOGLE_ACCESS_TOKEN: 'another program’s' };
  expect(await settingsFor([], env)).toEqual({ credentials: null, project: {}, faults: [] });
});

test('tokens of the environment are those that flexbuild’s own variables hold, and a flag wins over them', async () => {
  const env = { FLEXBUILD_ACCESS_TOKEN: 'one' };
  expect((await settingsFor([], env)).credentials?.choice).toEqual({
    kind: 'static',
    accessToken: 'one',
    identityToken: null,
  });
  expect((await settingsFor(['--credentials', 'gcloud'], env)).credentials?.choice).toEqual({
    kind: 'gcloud',
  });
});

test('the endpoints are Google’s, or where gcloud’s own variables point', async () => {
  const usual = await settingsFor(['--credentials', 'adc'], {});
  expect(usual.credentials?.settings.endpoints).toEqual({
    token: 'https://oauth2.googleapis.com/token',
    iamCredentials: 'https://iamcredentials.googleapis.com',
  });
  const elsewhere = await settingsFor(['--credentials', 'adc'], {
    CLOUDSDK_AUTH_TOKEN_HOST: 'http://127.0.0.1:1/token',
    CLOUDSDK_API_ENDPOINT_OVERRIDES_IAMCREDENTIALS: 'http://127.0.0.1:1/',
  });
  expect(elsewhere.credentials?.settings.endpoints).toEqual({
    token: 'http://127.0.0.1:1/token',
    iamCredentials: 'http://127.0.0.1:1',
  });
});

test('custom metadata is from the command line and from files, and faults are in their own order', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-'));
  try {
    const file = join(folder, 'motd');
    await writeFile(file, 'a=b\n');
    const argv = ['--metadata', 'colour=a=b', '--metadata', 'empty=', '--metadata-from-file', `motd=${file}`];
    const faults = ['--fault', 'token-expiring', '--fault', 'metadata-slow'];
    expect(await settingsFor([...argv, ...faults], {})).toMatchObject({
      project: { colour: 'a=b', empty: '', motd: 'a=b\n' },
      faults: ['metadata-slow', 'token-expiring'],
    });
    await expect(settingsFor(['--metadata-from-file', `motd=${file}x`], {})).rejects.toMatchObject({
      diagnostics: [{ code: 'FB6005' }],
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.each([
  ['--metadata', 'colour'],
  ['--metadata', '=blue'],
  ['--metadata-from-file', 'motd'],
])('%s %s is refused', async (flag, text) => {
  await expect(settingsFor([flag, text], {})).rejects.toMatchObject({ diagnostics: [{ code: 'FB6002' }] });
});

test('a fault that there is not is refused', async () => {
  await expect(settingsFor(['--fault', 'slow'], {})).rejects.toMatchObject({ name: 'CommanderError' });
});

test('a flag belongs to the command that it stands behind', async () => {
  const { name, options, args } = await parsed([
    'metadata',
    'set',
    'project/attributes/a',
    'b',
    '--format',
    'json',
  ]);
  expect([name, options.format, args]).toEqual(['metadata set', 'json', ['project/attributes/a', 'b']]);
  expect((await parsed(['metadata', './shop', '--port', '0'])).options.port).toBe(0);
});

async function settingsFor(argv: readonly string[], env: Readonly<Record<string, string>>) {
  return await metadataSettings({ options: (await parsed(['run', ...argv])).options, env });
}

async function parsed(argv: readonly string[]) {
  const seen = Promise.withResolvers<{ name: string; args: readonly string[]; options: Options }>();
  const program = createProgram(await allCommands(), (command, args, options) => {
    seen.resolve({ name: command.name, args, options });
    return Promise.resolve();
  });
  await program.parseAsync(argv, { from: 'user' });
  return await seen.promise;
}
