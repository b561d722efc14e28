import { hostContract } from '../../contract/host.ts';
import { fakeHost, type FakeProcess } from '../../support/fake-host.ts';
import { planOf } from '../../support/plans.ts';
import { testJob } from '../../support/session.ts';

const modes: Readonly<Record<string, (app: FakeProcess) => void>> = {
  serve(app) {
    app.onSigterm(() => app.exit(0));
    app.listen((_request, response) => response.end(app.env['COLOUR']));
  },
  end(app) {
    app.write('last');
    app.exit(3);
  },
  ignore: (app) => app.onSigterm(() => undefined),
};

hostContract('the host of the unit tests', async () => {
  const host = fakeHost((app) => {
    app.write('first');
    modes[app.env['MODE'] ?? '']?.(app);
  });
  await host.connectMetadata({ address: { host: '127.0.0.1', port: 1 }, secret: '' }, testJob());
  const prepared = await host.prepare(planOf(), testJob());
  return { host, prepared, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
});
