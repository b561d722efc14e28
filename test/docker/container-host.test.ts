import { afterAll, beforeAll } from 'vitest';
import { ensureBase, helperBases } from '../../src/bases/index.ts';
import { directNetwork } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { containerHost, currentOwner } from '../../src/hosts/index.ts';
import { hostContract } from '../contract/host.ts';
import { planOf } from '../support/plans.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';
import { imageRequest } from '../support/test-image.ts';
import { ensureTinyImage } from '../support/tiny-image.ts';

/** The contract's app as a shell script. */
const script = `[ "$MODE" = ignore ] && trap '' TERM
echo first
case "$MODE" in
  end) echo last; exit 3;;
  ignore) while :; do sleep 60 & wait; done;;
esac
mkdir /tmp/www; echo "$COLOUR" >/tmp/www/colour
trap 'exit 0' TERM
httpd -f -p "$PORT" -h /tmp/www &
wait`;

let engine: Engine;
let session: TestSession;
let image = '';
let sessions = 0;

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  session = testSession(engine);
  image = session.name('app');
  const dockerfile = `FROM ${await ensureTinyImage(engine)}\nENV PORT=8080\nCOPY app.sh /app.sh\nCMD ["sh", "/app.sh"]\n`;
  const files = { Dockerfile: dockerfile, 'app.sh': script };
  await engine.images.build({ ...imageRequest(files), tags: [image], labels: session.labels }, testJob());
});
afterAll(() => session[Symbol.asyncDispose]());

hostContract('containers', () => startedHost(engine));

// As on Podman: the capability alone decides, so Docker shows it as well.
hostContract('containers with a forwarder each', () =>
  startedHost({ ...engine, capabilities: { ...engine.capabilities, linkLocalAddresses: false } }),
);

async function startedHost(on: Engine) {
  const host = containerHost({
    engine: on,
    session: { id: `test${process.pid}x${++sessions}`, owner: currentOwner(), app: 'contract' },
    network: directNetwork,
    desk: { volumes: [], networks: [] },
    imageFor: () => Promise.resolve(image),
    forwarderImage: async (job) =>
      (
        await ensureBase(
          { bases: helperBases, override: null, engine, network: directNetwork, platform: null },
          job,
        )
      ).reference,
  });
  // Nobody asks for metadata here, so it does not matter where the server is.
  await host.connectMetadata({ address: { host: '127.0.0.1', port: 1 }, secret: 'none' }, testJob());
  const prepared = await host.prepare(planOf(), testJob());
  return { host, prepared, [Symbol.asyncDispose]: () => host[Symbol.asyncDispose]() };
}
