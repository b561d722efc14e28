import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { directNetwork } from '../../../src/core/index.ts';
import type { Engine } from '../../../src/engine/index.ts';
import { buildProject, openProject } from '../../../src/project/index.ts';
import { fakeEngine } from '../../support/fake-engine.ts';
import { testJob } from '../../support/session.ts';

const project = openProject({
  target: fileURLToPath(new URL('../../support/contract-app', import.meta.url)),
  context: null,
  dockerfile: null,
  image: null,
  substitutions: null,
});

test('an image that loses its name to another clone of the app at once is still there', async () => {
  const engine = fakeEngine({ images: [{ tags: ['node:24-slim'] }] });
  const takingNames: Engine = {
    ...engine,
    images: { ...engine.images, build: (request, job) => engine.images.build({ ...request, tags: [] }, job) },
  };
  const options = {
    engine: takingNames,
    network: directNetwork,
    baseImage: null,
    buildArgs: {},
    platform: null,
    debian: { mirrors: [], acceptExpired: false },
    tags: [],
    noCache: false,
    sourceDateEpoch: null,
  };
  const { id } = await buildProject(project, options, testJob());
  expect(await engine.images.inspect(id)).not.toBeNull();
});
