import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeContext, prepareDockerfile, readIgnoreRules } from '../../src/context/index.ts';
import { directNetwork, FlexbuildError, type NetworkSettings, type Notice } from '../../src/core/index.ts';
import { connectEngine, type Engine } from '../../src/engine/index.ts';
import { literalSource } from '../../src/source/index.ts';
import { ensureExampleBase } from '../support/example-base.ts';
import { layerFiles, toldOf } from '../support/image-layers.ts';
import { markers, startPipIndex, type PipIndex } from '../support/pip-index.ts';
import { testJob, testSession, type TestSession } from '../support/session.ts';

let engine: Engine;
let session: TestSession;
let index: PipIndex;
let base: string;
let network: NetworkSettings;

const proxyPassword = 'hunter2-of-the-proxy';

beforeAll(async () => {
  engine = await connectEngine({ env: process.env });
  session = testSession(engine);
  const { hostAddress } = engine.capabilities;
  index = await startPipIndex({
    host: hostAddress ?? 'host.docker.internal',
    listenHost: hostAddress ?? '127.0.0.1',
  });
  base = await ensureExampleBase(engine);
  network = {
    ...directNetwork,
    proxy: { http: `http://me:${proxyPassword}@proxy.invalid:3128`, https: null, no: null },
    ca: { pem: index.caPem, from: 'SSL_CERT_FILE', own: [index.caPem] },
    pip: { ...directNetwork.pip, indexUrl: index.privateUrl },
  };
});

afterAll(async () => {
  await index[Symbol.asyncDispose]();
  await session[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

interface Built {
  readonly tag: string;
  readonly output: readonly string[];
  readonly notices: readonly Notice[];
}

async function build(
  text: string,
  settings: NetworkSettings,
  files: Record<string, string> = {},
): Promise<Built> {
  const { buildkit, hostAddress } = engine.capabilities;
  const source = literalSource({ ...files, Dockerfile: text });
  const { rules } = await readIgnoreRules({ source, skipFiles: null, dockerfile: 'Dockerfile' });
  const prepared = await prepareDockerfile({
    file: 'Dockerfile',
    text,
    network: settings,
    buildkit,
    hostAddress,
  });
  const dockerfile = { path: 'Dockerfile', text: prepared.text };
  const context = await makeContext({ source, rules, generated: [], dockerfile, sourceDateEpoch: null });
  const job = testJob();
  const tag = session.name('built');
  await engine.images.build(
    {
      context: { entries: context.entries, dockerfile, digests: context.digests, identity: null },
      dockerfile: 'Dockerfile',
      tags: [tag],
      labels: session.labels,
      buildArgs: prepared.buildArgs,
      platform: null,
      noCache: false,
      builder: 'buildkit',
      secrets: prepared.secrets,
      extraHosts: prepared.extraHosts,
    },
    job,
  );
  const lines = job.notices.flatMap((notice) => (notice.kind === 'build-output' ? [notice.line.text] : []));
  return { tag, output: lines, notices: job.notices };
}

/** Each RUN is one of the forms or places that the settings have to reach, or one that has to win over them. */
function everyWay(): string {
  const pip = '/env/bin/pip install --disable-pip-version-check --no-deps';
  return `FROM ${base}
# ${session.name('no-cache')}
WORKDIR /app
COPY . .
RUN test -n "$http_proxy" && python3 -m venv /env
RUN ${pip} --target /shell flexbuild-probe
RUN ["/env/bin/pip", "install", "--target", "/json", "flexbuild-probe"]
RUN ${pip} --target /option --index-url ${index.openUrl} flexbuild-probe
RUN PIP_INDEX_URL=${index.openUrl} ${pip} --target /variable flexbuild-probe
RUN ${pip} --target /requirements -r requirements.txt
RUN printf '[global]\\nindex-url = %s\\n' ${index.openUrl} >/etc/pip.conf \\
    && ${pip} --target /image flexbuild-probe \\
    && rm /etc/pip.conf
RUN update-ca-certificates --fresh \\
    && python3 -c "from urllib.request import urlopen; urlopen('${index.openUrl}flexbuild-probe/')"
USER www-data
RUN ${pip} --target /tmp/user flexbuild-probe
USER root
RUN grep -r "^text" /shell /json /option /variable /requirements /image /tmp/user --include=*.py
`;
}

test('an index and a CA reach every RUN, what the app names wins, and the image keeps no trace', async ({
  skip,
}) => {
  if (!engine.capabilities.buildkit) skip();
  const text = everyWay();
  const built = await build(text, network, {
    'requirements.txt': `--index-url ${index.openUrl}\nflexbuild-probe\n`,
  });

  const found = Object.fromEntries(
    built.output.flatMap((line) => {
      const [, place = '', marker = ''] = /(\/[a-z/]+)\/flexbuild_probe\.py:text = "(.*)"/.exec(line) ?? [];
      return place === '' ? [] : [[place, marker]];
    }),
  );
  expect(found).toEqual({
    '/shell': markers.private,
    '/json': markers.private,
    '/tmp/user': markers.private,
    '/option': markers.open,
    '/variable': markers.open,
    '/requirements': markers.open,
    '/image': markers.open,
  });

  const caLine = index.caPem.split('\n')[2] ?? '';
  const traces = [index.password, proxyPassword, caLine, '/dev/flexbuild', 'flexbuild-pip', 'flexbuild-ca'];
  const stubs = /^(dev\/flexbuild|etc\/xdg\/pip\/.|etc\/apt\/apt\.conf\.d\/99flexbuild|run\/secrets)/;
  const left: string[] = [];
  let dockerfile: string | null = null;
  let files = 0;
  for await (const { path, content } of layerFiles(built.tag)) {
    files++;
    if (path === 'app/Dockerfile') dockerfile = content.toString();
    if (stubs.test(path)) left.push(path);
    for (const trace of traces) if (content.includes(trace)) left.push(`${trace} in ${path}`);
  }
  expect(left).toEqual([]);
  expect(files).toBeGreaterThan(1000);
  expect(dockerfile).toBe(text);
  const told = await toldOf(built.tag);
  for (const trace of [...traces, '--mount']) expect(told).not.toContain(trace);
});

test('the same build without the settings fails', async ({ skip }) => {
  if (!engine.capabilities.buildkit) skip();
  const text = (name: string): string =>
    `FROM ${base}\n# ${session.name(name)}\nRUN python3 -m venv /env\nRUN /env/bin/pip install --retries 0 --target /t --index-url ${index.openUrl} flexbuild-probe\n`;
  await build(text('with'), network);
  const failed: unknown = await build(text('without'), directNetwork).catch((cause: unknown) => cause);
  if (!(failed instanceof FlexbuildError)) throw new Error('the build did not fail');
  expect(failed.diagnostics[0].code).toBe('FB3101');
  expect(JSON.stringify(failed.diagnostics)).toContain('CERTIFICATE_VERIFY_FAILED');
});

test('another index rebuilds, another password or certificate does not', async ({ skip }) => {
  if (!engine.capabilities.buildkit) skip();
  const text = `FROM ${base}\nRUN echo ${session.name('cached')}\n`;
  const isCached = async (indexUrl: string): Promise<boolean> => {
    const { notices } = await build(text, { ...network, pip: { ...network.pip, indexUrl } });
    return notices.some(
      (notice) => notice.kind === 'build-step' && notice.state === 'cached' && notice.name.includes('RUN'),
    );
  };
  expect(await isCached('https://u:one@a.invalid/simple')).toBe(false);
  expect(await isCached('https://u:two@a.invalid/simple')).toBe(true);
  expect(await isCached('https://u:two@b.invalid/simple')).toBe(false);
});
