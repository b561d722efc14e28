import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { digestOf, labels } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { startFlexApp } from '../../src/testing/index.ts';
import { ensureTinyImage } from '../support/tiny-image.ts';

// Two clones of one app, in folders of one name: both images are called flexbuild/shop-default.

let engine: Engine;
let folder: string;
let clones: readonly [string, string];

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  folder = await mkdtemp(join(tmpdir(), 'fb-clones-'));
  const from = await ensureTinyImage(engine);
  const clone = async (name: string): Promise<string> => {
    const app = join(folder, name, 'shop');
    await mkdir(app, { recursive: true });
    await writeFile(join(app, 'app.yaml'), 'runtime: custom\nenv: flex\n');
    await writeFile(join(app, 'index.html'), name);
    const serve = 'CMD ["sh", "-c", "exec httpd -f -p $PORT -h /www"]';
    await writeFile(join(app, 'Dockerfile'), `FROM ${from}\nCOPY index.html /www/\n${serve}\n`);
    return app;
  };
  clones = [await clone('one'), await clone('two')];
});
afterAll(async () => {
  for (const clone of clones)
    for (const { id } of await engine.images.list({ [labels.folder]: digestOf(clone).slice(0, 16) }))
      await engine.images.remove(id);
  await engine[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test.each(['built', 'found'])(
  'two clones that run at once each answer as themselves, their images %s',
  async () => {
    expect(await answers()).toEqual(['one', 'two']);
  },
);

async function answers(): Promise<readonly string[]> {
  const [first, second] = await Promise.all(
    clones.map(async (clone) => await startFlexApp(clone, { host: 'container' })),
  );
  await using one = first ?? expect.fail('there is no app');
  await using two = second ?? expect.fail('there is no app');
  return await Promise.all([one, two].map(async ({ url }) => await (await fetch(url)).text()));
}
