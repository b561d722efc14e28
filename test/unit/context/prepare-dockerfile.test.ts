import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { prepareDockerfile, type PreparedDockerfile } from '../../../src/context/index.ts';
import {
  directNetwork,
  FlexbuildError,
  packageFolder,
  type NetworkSettings,
} from '../../../src/core/index.ts';

const [company = ''] = rootCertificates;
const ca = { pem: rootCertificates.join('\n'), from: 'SSL_CERT_FILE', own: [company] };
const pip = { ...directNetwork.pip, indexUrl: 'https://ci:hunter2@index.example/simple' };
const network: NetworkSettings = { ...directNetwork, ca, pip };

async function prepared(
  options: Partial<Parameters<typeof prepareDockerfile>[0]> = {},
): Promise<PreparedDockerfile> {
  return await prepareDockerfile({
    file: 'Dockerfile',
    text: 'FROM x\nRUN y\n',
    network,
    buildkit: true,
    ...options,
  });
}

const cases = join(packageFolder(), 'test/golden/dockerfiles');

describe.each(readdirSync(cases))('%s', (name) => {
  const text = readFileSync(join(cases, name, 'Dockerfile'), 'utf8');

  test('has the mounts where the golden has them, and every line where it was', async () => {
    const result = await prepared({ text, network: { ...directNetwork, ca } });
    const readable = result.text.replaceAll(
      /(?: --mount=\S*(?:id=flexbuild-|,target=\/dev\/flexbuild)\S*)+/g,
      (found) => ` {${found.match(/--mount/g)?.length ?? 0} MOUNTS}`,
    );
    await expect(readable).toMatchFileSnapshot(join(cases, name, 'prepared'));
    expect(result.text.split('\n')).toHaveLength(text.split('\n').length);
  });
});

describe('with BuildKit', () => {
  test('a RUN has the cache, the index, the bundle, apt and each certificate of the company', async () => {
    const { text, secrets } = await prepared();
    const targets = [...text.matchAll(/target=([^,\s]+)/g)].map(([, target]) => target);
    expect(targets).toEqual([
      '/dev/flexbuild/pip',
      '/etc/xdg/pip/pip.conf',
      '/dev/flexbuild/ca.pem',
      '/etc/apt/apt.conf.d/99flexbuild',
      expect.stringMatching(/^\/etc\/ssl\/certs\/[0-9a-f]{8}\.0$/),
    ]);
    const ids = [...text.matchAll(/type=secret,id=([^,]+)/g)].map(([, id]) => id);
    expect(Object.keys(secrets)).toEqual(ids);
    expect(text).not.toContain('hunter2');
  });

  test("pip's file has what the machine's has", async () => {
    const settings = {
      indexUrl: 'https://a/',
      extraIndexUrls: ['https://b/', 'https://c/'],
      findLinks: ['https://d/'],
      trustedHosts: ['e'],
      timeoutSec: 7,
    };
    const { secrets } = await prepared({ network: { ...network, pip: settings } });
    const [file] = Object.entries(secrets).filter(([id]) => id.startsWith('flexbuild-pip-'));
    expect(Buffer.from(file?.[1] ?? []).toString()).toBe(
      [
        '[global]',
        'cache-dir = /dev/flexbuild/pip',
        'cert = /dev/flexbuild/ca.pem',
        'index-url = https://a/',
        'extra-index-url = https://b/',
        '    https://c/',
        'find-links = https://d/',
        'trusted-host = e',
        'timeout = 7',
        '',
      ].join('\n'),
    );
  });

  test('another index has another id; another password has not', async () => {
    const idFor = async (indexUrl: string): Promise<string | undefined> =>
      Object.keys((await prepared({ network: { ...network, pip: { ...pip, indexUrl } } })).secrets)[0];
    const id = await idFor('https://u:one@index/simple');
    expect(await idFor('https://u:two@index/simple')).toBe(id);
    expect(await idFor('https://u:one@other/simple')).not.toBe(id);
  });

  test('a machine without settings gives the cache alone', async () => {
    const { text, secrets, buildArgs, extraHosts } = await prepared({ network: directNetwork });
    expect(text.match(/target=[^,]+/g)).toEqual([
      'target=/dev/flexbuild/pip',
      'target=/etc/xdg/pip/pip.conf',
    ]);
    expect([Object.keys(secrets), buildArgs, extraHosts]).toEqual([['flexbuild-pip'], {}, []]);
  });
});

describe('without BuildKit', () => {
  test('the text stays, and what is missing is said', async () => {
    const { text, secrets, diagnostics } = await prepared({ buildkit: false });
    expect([text, secrets]).toEqual(['FROM x\nRUN y\n', {}]);
    expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['FB3014', 'warning'],
      ['FB3014', 'warning'],
    ]);
    expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
  });

  test('nothing is missing on a machine that trusts what everybody trusts', async () => {
    const { diagnostics } = await prepared({
      buildkit: false,
      network: { ...directNetwork, ca: { ...ca, own: [] } },
    });
    expect(diagnostics).toEqual([]);
  });
});

describe('proxies', () => {
  const proxied = (http: string): NetworkSettings => ({
    ...directNetwork,
    proxy: { http, https: null, no: 'a' },
  });

  test('are build arguments in both cases', async () => {
    const { buildArgs, extraHosts } = await prepared({ network: proxied('http://proxy:3128') });
    expect(buildArgs).toEqual({
      HTTP_PROXY: 'http://proxy:3128',
      http_proxy: 'http://proxy:3128',
      NO_PROXY: 'a',
      no_proxy: 'a',
    });
    expect(extraHosts).toEqual([]);
  });

  test.each(['http://127.0.0.1:3128', 'http://localhost:3128', 'http://[::1]:3128', 'http://127.1.2.3:3128'])(
    '%s is reached through the gateway',
    async (url) => {
      const { buildArgs, extraHosts } = await prepared({ network: proxied(url) });
      expect(buildArgs['HTTP_PROXY']).toBe('http://host.docker.internal:3128/');
      expect(extraHosts).toEqual(['host.docker.internal:host-gateway']);
    },
  );

  test("on loopback alone are refused, with the engine's side of the machine named", async () => {
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const network = proxied(`http://me:hunter2@127.0.0.1:${port}`);
    const failed: unknown = await prepared({ network, hostAddress: '127.0.0.2' }).catch(
      (cause: unknown) => cause,
    );
    if (!(failed instanceof FlexbuildError)) throw new Error('it was not refused');
    expect([failed.diagnostics[0].code, failed.fault]).toEqual(['FB3013', 'machine']);
    expect(JSON.stringify(failed.diagnostics)).not.toContain('hunter2');
    expect((await prepared({ network, hostAddress: '127.0.0.1' })).buildArgs['http_proxy']).toContain(
      `host.docker.internal:${port}`,
    );
  });

  test('with a password that an ARG of the Dockerfile would write down are warned of', async () => {
    const text = 'FROM x\nARG HTTP_PROXY\nARG OTHER=1\nRUN y\n';
    const { diagnostics } = await prepared({ text, network: proxied('http://me:hunter2@proxy:1') });
    expect(diagnostics.map(({ code, at }) => [code, at?.start.line])).toEqual([['FB3015', 2]]);
    expect((await prepared({ text, network: proxied('http://proxy:1') })).diagnostics).toEqual([]);
  });
});

test('an index on loopback is reached through the gateway, and trusted as pip trusts loopback', async () => {
  const { secrets, extraHosts } = await prepared({
    network: { ...directNetwork, pip: { ...directNetwork.pip, indexUrl: 'http://localhost:3141/simple' } },
  });
  const text = Buffer.from(Object.values(secrets)[0] ?? []).toString();
  expect(text).toContain('index-url = http://host.docker.internal:3141/simple');
  expect(text).toContain('trusted-host = host.docker.internal');
  expect(extraHosts).toHaveLength(1);
});
