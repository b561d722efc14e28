import { buffer, text } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { ociArchive, packTar, readTar, type OciImage } from '../../../src/archive/index.ts';
import { sha256 } from '../../../src/core/index.ts';

async function someImage(): Promise<OciImage> {
  const layer = await buffer(packTar([{ kind: 'directory', path: 'srv', mode: 0o755, modifiedMs: 0 }]));
  return {
    layers: [{ digest: sha256(layer), size: layer.length, content: () => Readable.from([layer]) }],
    config: {
      architecture: 'amd64',
      createdMs: Date.UTC(2023, 10, 14),
      env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
      labels: { b: '2', a: '1' },
      command: ['sh'],
      createdBy: 'a test',
    },
    tags: ['flexbuild/some:one', 'other:two'],
  };
}

async function filesOf(archive: Readable): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for await (const entry of readTar(archive)) {
    if (entry.kind !== 'file') throw new Error(`not a file: ${entry.path}`);
    const content = entry.content();
    files.set(
      entry.path,
      content instanceof Uint8Array ? Buffer.from(content).toString() : await text(content),
    );
  }
  return files;
}

test('every blob is named by the digest of its bytes, and every reference leads to one', async () => {
  const files = await filesOf(ociArchive(await someImage()));
  for (const [path, content] of files) {
    if (path.startsWith('blobs/')) expect(path).toBe(`blobs/sha256/${sha256(content)}`);
  }
  const parse = (path: string): unknown => JSON.parse(files.get(path) ?? 'null');
  const [docker] = parse('manifest.json') as { Config: string; RepoTags: string[]; Layers: string[] }[];
  expect(docker?.RepoTags).toEqual(['flexbuild/some:one', 'other:two']);
  for (const path of [docker?.Config, ...(docker?.Layers ?? [])]) expect(files.has(path ?? '')).toBe(true);
  const index = parse('index.json') as {
    manifests: { digest: string; annotations: Record<string, string> }[];
  };
  expect(index.manifests.map(({ annotations }) => annotations['io.containerd.image.name'])).toEqual([
    'docker.io/flexbuild/some:one',
    'docker.io/library/other:two',
  ]);
  const manifest = parse(`blobs/sha256/${index.manifests[0]?.digest.slice('sha256:'.length) ?? ''}`) as {
    config: { digest: string };
    layers: { digest: string }[];
  };
  expect(`blobs/sha256/${manifest.config.digest.slice('sha256:'.length)}`).toBe(docker?.Config);
});

test('the bytes do not depend on the order in which labels and variables were written', async () => {
  const image = await someImage();
  const env = { LANG: 'C.UTF-8', PATH: '/usr/bin:/bin' };
  const turned: OciImage = { ...image, config: { ...image.config, labels: { a: '1', b: '2' }, env } };
  expect((await buffer(ociArchive(image))).equals(await buffer(ociArchive(turned)))).toBe(true);
});

test('a layer the engine has is named but not sent', async () => {
  const image = await someImage();
  const [layer] = image.layers;
  const files = await filesOf(ociArchive({ ...image, layers: [{ ...layer, content: null }] }));
  expect(files.has(`blobs/sha256/${layer.digest}`)).toBe(false);
  expect(files.get('manifest.json')).toContain(layer.digest);
});
