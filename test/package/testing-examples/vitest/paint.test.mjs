import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFlexApp } from 'flexbuild/testing';

let app;
beforeAll(async () => {
  app = await startFlexApp(new URL('../app/app.yaml', import.meta.url), {
    host: { kind: 'process', entrypoint: 'exec node server.mjs' },
    env: { GREETING: 'Good morning' },
  });
});
afterAll(() => app[Symbol.asyncDispose]());

test('greets as the environment says', async () => {
  const answer = await fetch(app.url);
  expect(await answer.json()).toMatchObject({ greeting: 'Good morning' });
});

test('says what it does', async () => {
  await fetch(`${app.url}/the-fence`);
  const line = await app.logs.first(({ text }) => text.includes('/the-fence'));
  expect(line).toMatchObject({ service: 'default', stream: 'stdout', text: 'painting /the-fence' });
});

test('gets what clients say only as App Engine lets it through', async () => {
  await fetch(`${app.url}/by-cron`, { headers: { 'X-Appengine-Cron': 'true' } });
  const { received, sent } = await app.frontEnd.requests.first(({ url }) => url === '/by-cron');
  expect(received).toMatchObject({ 'x-appengine-cron': 'true' });
  expect(sent).not.toHaveProperty('x-appengine-cron');
  expect(sent).toMatchObject({ 'x-forwarded-proto': 'http', via: '1.1 google' });
});
