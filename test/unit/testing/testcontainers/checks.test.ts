import type { ContainerRuntimeClient, ImageName } from 'testcontainers';
import { expect, test } from 'vitest';
import { checkEngine, checkNetworkMode, checkReuse } from '../../../../src/testing/testcontainers/checks.ts';
import { fakeEngine } from '../../../support/fake-engine.ts';

test.each(['host', 'none', 'container:abc'])('network mode %s is refused', (mode) => {
  expect(() => checkNetworkMode(mode)).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'FB6032' })] }),
  );
});

test.each([undefined, 'bridge', 'default', 'a-network', 'hostile'])('network mode %s is not', (mode) => {
  expect(() => checkNetworkMode(mode)).not.toThrow();
});

test('a container that is to be reused is refused', () => {
  expect(() => checkReuse(false)).not.toThrow();
  expect(() => checkReuse(true)).toThrow(
    expect.objectContaining({ diagnostics: [expect.objectContaining({ code: 'FB6033' })] }),
  );
});

test.each([
  [true, null],
  [false, 'FB6034'],
])('whether testcontainers has what flexbuild built: %s', async (exists, code) => {
  const client = {
    image: { exists: () => Promise.resolve(exists) },
    info: { containerRuntime: { host: 'elsewhere', remoteSocketPath: '/run/other.sock' } },
  } as unknown as ContainerRuntimeClient;
  const checked = await checkEngine({
    engine: fakeEngine(),
    image: {} as unknown as ImageName,
    client,
  }).catch((cause: unknown) => cause);
  if (code === null) expect(checked).toBeUndefined();
  else
    expect(checked).toMatchObject({
      diagnostics: [
        { code, message: expect.stringMatching(/memory:.*elsewhere.*\/run\/other\.sock/) as string },
      ],
    });
});
