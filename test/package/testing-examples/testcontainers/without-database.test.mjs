import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { FlexAppContainer } from 'flexbuild/testing/testcontainers';
import { Wait } from 'testcontainers';

const shop = () => new FlexAppContainer('./shop');

test('waits for what a test says, instead of for the readiness check', async () => {
  await using app = await shop()
    .withEnvironment({ CURRENCY: 'USD' })
    .withWaitStrategy(Wait.forListeningPorts())
    .start();
  const answer = await fetch(app.getUrl());
  assert.equal((await answer.json()).CURRENCY, 'USD');
});

test('an app that is not ready in time is an error with a code, and says what it was asked', async () => {
  await assert.rejects(shop().withStartupTimeout(3_000).start(), ({ diagnostics: [{ code, detail }] }) => {
    assert.equal(code, 'FB5402');
    assert.match(detail.join('\n'), /psycopg2.OperationalError/);
    return true;
  });
});

test('an app that ends is an error with a code and its last lines', async () => {
  const broken = shop().withCommand(['sh', '-c', 'echo the till is empty; exit 3']);
  await assert.rejects(broken.start(), ({ diagnostics: [{ code, detail }] }) => {
    assert.equal(code, 'FB5401');
    assert.deepEqual(detail, ['the till is empty']);
    return true;
  });
});

test('closes when it is told to, as the platform tells it', async () => {
  await using app = await shop().withWaitStrategy(Wait.forListeningPorts()).start();
  const logs = text(await app.logs());
  await app.stop({ timeout: 30_000 });
  assert.match(await logs, /closed\n$/);
});
