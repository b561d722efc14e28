import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { FlexAppContainer } from 'flexbuild/testing/testcontainers';
import { GenericContainer, Network, Wait } from 'testcontainers';

const started = new AsyncDisposableStack();
let app;
before(async () => {
  const network = started.use(await new Network().start());
  started.use(
    await new GenericContainer(process.env.POSTGRES_IMAGE ?? 'postgres:17')
      .withNetwork(network)
      .withNetworkAliases('database')
      .withEnvironment({ POSTGRES_PASSWORD: 'secret' })
      .withWaitStrategy(Wait.forSuccessfulCommand('pg_isready --host 127.0.0.1'))
      .start(),
  );
  app = started.use(
    await new FlexAppContainer('./shop/app.yaml', { metadata: { discount: '10 %' } })
      .withNetwork(network)
      .withEnvironment({ DATABASE_URL: 'postgresql://postgres:secret@database/postgres' })
      .start(),
  );
});
after(() => started.disposeAsync());

const get = async (path) => await (await fetch(app.getUrl() + path)).json();

test('keeps orders in the database', async () => {
  const order = (body) => fetch(`${app.getUrl()}/orders`, { method: 'POST', body });
  await order('a fence');
  await order('a brush');
  assert.deepEqual(await get('/orders'), ['a fence', 'a brush']);
});

test('gets the variables of app.yaml and of the platform', async () => {
  assert.deepEqual(await get('/'), { CURRENCY: 'EUR', GAE_SERVICE: 'default', GAE_MEMORY_MB: '614' });
});

test('reads the discount from the metadata server', async () => {
  assert.equal(await get('/discount'), '10 %');
  app.metadata.set('project/attributes/discount', '20 %');
  assert.equal(await get('/discount'), '20 %');
  const [first] = app.metadata.requests.soFar;
  assert.equal(first.url, '/computeMetadata/v1/project/attributes/discount');
});
