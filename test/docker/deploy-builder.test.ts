import { afterAll, beforeAll, expect, test } from 'vitest';
import { FlexbuildError } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { loadRuntimes } from '../../src/runtimes/index.ts';
import { customData } from '../../src/runtimes/resolve/custom/data.ts';
import { lookAtDockerfile } from '../../src/runtimes/resolve/custom/look.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';
import { imageRequest } from '../support/test-image.ts';
import { ensureTinyImage, tinyImage } from '../support/tiny-image.ts';

/** The classic builder is what stands behind `gcloud app deploy`: it has to refuse what we say it refuses, and nothing else. */

let engine: Engine;
let session: TestSession;
beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  await ensureTinyImage(engine);
  session = testSession(engine);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const [custom] = loadRuntimes().filter(({ id }) => id === 'custom');
if (!custom) throw new Error('there is no custom runtime');
const data = customData(custom);

const refusals = ['FB2050', 'FB2051', 'FB2052'];

test.each([
  ['RUN --mount=type=cache,target=/c true', true],
  ['RUN \\\n  --mount=type=tmpfs,target=/t \\\n  true', true],
  ['RUN --network=none true', true],
  ['RUN --security=sandbox true', true],
  ['RUN <<EOF\ntrue\nEOF', true],
  ['COPY <<EOF /a\ntext\nEOF', true],
  ['COPY --link a /a', true],
  ['COPY --chmod=755 a /a', true],
  ['COPY --parents a /a', true],
  ['COPY --exclude=b a /a', true],
  ['ADD --link a /a', true],
  ['ADD --checksum=sha256:00 a /a', true],
  ['ADD --keep-git-dir=true a /a', true],
  ['ADD --unpack=true a /a', true],
  ['COPY --chown=33:33 a /a', false],
  ['ADD --chown=33:33 a /a', false],
  ['COPY --from=0 /bin /bin2', false],
  ['HEALTHCHECK --interval=1s CMD true', false],
  ['RUN true \\\n  # a comment\n\n  && true', false],
  ['ENV A="a <<EOF b"', false],
  ['RUN echo "a <<EOF b"', false],
])('%j is refused: %s', async (lines, isRefused) => {
  const text = `${from(' AS base')}\n${from()}\n${lines}\nCMD ["true"]\n`;
  const found = lookAtDockerfile({ file: 'Dockerfile', text, env: {}, data, withBuildKit: false });
  expect(found.some(({ code }) => refusals.includes(code))).toBe(isRefused);
  expect(await builds(text)).toBe(!isRefused);
});

test('a syntax line is a comment to it', async () => {
  const text = `# syntax=flexbuild-test/no-such-frontend:1\n${from()}\nCMD ["true"]\n`;
  const found = lookAtDockerfile({ file: 'Dockerfile', text, env: {}, data, withBuildKit: false });
  expect(found.map(({ code }) => code)).toEqual(['FB2053']);
  expect(await builds(text)).toBe(true);
});

/** Labelled from the first layer on, so that nothing stays behind. */
function from(name = ''): string {
  const [label] = Object.entries(session.labels).map(([key, value]) => `${key}=${value}`);
  return `FROM ${tinyImage}${name}\nLABEL ${label ?? ''}`;
}

async function builds(dockerfile: string): Promise<boolean> {
  const request = { ...imageRequest({ Dockerfile: dockerfile, a: 'a' }), labels: session.labels };
  try {
    await engine.images.build(request, testJob());
    return true;
  } catch (error) {
    if (!(error instanceof FlexbuildError)) throw error;
    return false;
  }
}
