import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startFlexApp } from 'flexbuild/testing';

const host = { kind: 'process', entrypoint: 'exec node server.mjs' };

test('paints in the colour that the metadata names', async () => {
  await using app = await startFlexApp('./app/app.yaml', { host, metadata: { colour: 'blue' } });
  const paint = async () => (await (await fetch(app.url)).json()).colour;
  assert.equal(await paint(), 'blue');
  app.metadata.set('project/attributes/colour', 'red');
  assert.equal(await paint(), 'red');
  app.metadata.delete('project/attributes/colour');
  assert.equal(await paint(), null);
  const asked = app.metadata.requests.soFar.filter(({ url }) => url.endsWith('/colour'));
  assert.equal(asked.at(-1).status, 404);
});

test('stops as the platform wants it', async () => {
  await using app = await startFlexApp('./app', { host, instances: 2 });
  const [{ name, instances }] = app.services;
  assert.deepEqual(
    instances().map(({ state, service }) => [service, state]),
    [
      [name, 'ready'],
      [name, 'ready'],
    ],
  );
  const stopped = await app.stop();
  assert.deepEqual(
    stopped.map(({ exit, killed }) => [exit.code, killed]),
    [
      [0, false],
      [0, false],
    ],
  );
});
