import { startFlexApp } from 'flexbuild/testing';

const host = { kind: 'process', entrypoint: 'exec node server.mjs' };

test('greets', async () => {
  await using app = await startFlexApp('./app', { host });
  const answer = await fetch(app.url);
  expect(await answer.json()).toEqual({ greeting: 'Hello', colour: null });
});

test('an app that does not start is an error with a code and its last lines', async () => {
  const broken = { ...host, entrypoint: 'echo the fence is gone; exit 3' };
  await expect(startFlexApp('./app', { host: broken })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5401', detail: ['the fence is gone'] }],
  });
});
