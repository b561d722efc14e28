import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ociArchive, packTar } from '../../src/archive/index.ts';
import { sha256 } from '../../src/core/index.ts';
import { testJob } from '../support/session.ts';
import type { OnEngine } from './engine-support.ts';

/** What holds for the networks and images of every engine. */
export function imagesAndNetworksContract(on: OnEngine): void {
  describe('networks', () => {
    test('are created, listed by their labels and removed', async () => {
      const labels = { ...on().session.labels, 'dev.flexbuild.test': on().session.name('network') };
      const network = await on().engine.networks.create({ name: on().session.name('network'), labels });
      expect(network.gateway).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
      expect(await on().engine.networks.list(labels)).toEqual([network]);
      await on().engine.networks.remove(network.id);
      expect(await on().engine.networks.list(labels)).toEqual([]);
      await on().engine.networks.remove(network.id);
    });
  });

  describe('images', () => {
    test('are loaded, found by reference and label, and removed', async () => {
      const labels = { ...on().session.labels, 'dev.flexbuild.test': on().session.name('loaded') };
      const tag = `${on().session.name('loaded')}:1`;
      const layer = await buffer(packTar([{ kind: 'directory', path: 'srv', mode: 0o755, modifiedMs: 0 }]));
      const archive = ociArchive({
        layers: [{ digest: sha256(layer), size: layer.length, content: () => Readable.from([layer]) }],
        config: {
          architecture: 'amd64',
          createdMs: 0,
          env: { PATH: '/bin' },
          labels,
          command: [],
          createdBy: 'test',
        },
        tags: [tag],
      });
      await on().engine.images.load(archive, testJob());
      const loaded = await on().engine.images.inspect(tag);
      expect(loaded).toMatchObject({ tags: [tag], labels });
      expect(await on().engine.images.list(labels)).toEqual([loaded]);
      await on().engine.images.remove(tag);
      expect(await on().engine.images.inspect(tag)).toBeNull();
      await on().engine.images.remove(tag);
    });

    test('are asked for at a registry that nobody runs, and nothing comes of it', async () => {
      const answer = await on().engine.registries.ask('127.0.0.1:1/absent:1', AbortSignal.timeout(10_000));
      expect(['not-reached', 'not-asked']).toContain(answer.kind);
    });

    test('nobody has are not there', async () => {
      expect(await on().engine.images.inspect('flexbuild-test/absent:1')).toBeNull();
    });
  });
}
