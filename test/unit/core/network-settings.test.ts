import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import {
  directNetwork,
  FlexbuildError,
  networkSettingsFrom,
  redactUrl,
  type MachineFiles,
} from '../../../src/core/index.ts';

const [first = '', second = '', third = '', fourth = ''] = rootCertificates;

/** A machine with `files`, whose system trusts `first` and `second`; the public knows `first`. */
function machineWith(
  files: Readonly<Record<string, string>> = {},
  changes: Partial<MachineFiles> = {},
): MachineFiles {
  return {
    platform: 'linux',
    home: '/home/me',
    readText: async (path) => {
      const text = files[path];
      return await (text === undefined
        ? Promise.reject(new Error(`ENOENT: ${path}`))
        : Promise.resolve(text));
    },
    systemCertificates: async () => await Promise.resolve([first, second]),
    publicCertificates: async () => await Promise.resolve([first]),
    ...changes,
  };
}

const bare: Partial<MachineFiles> = { systemCertificates: async () => await Promise.resolve([]) };

async function refused(env: Record<string, string>, machine = machineWith()): Promise<FlexbuildError> {
  const failed: unknown = await networkSettingsFrom(env, machine).catch((cause: unknown) => cause);
  if (failed instanceof FlexbuildError) return failed;
  throw new Error('nothing was refused');
}

test('a machine without settings reaches everything directly', async () => {
  expect(await networkSettingsFrom({}, machineWith({}, bare))).toEqual(directNetwork);
});

describe('proxies', () => {
  test('in either case; lower case wins; a scheme may be left out', async () => {
    const env = {
      HTTP_PROXY: 'http://upper:1',
      http_proxy: 'lower:2',
      HTTPS_PROXY: 'http://u:p@s:3',
      NO_PROXY: 'a,b',
      https_proxy: '',
    };
    const { proxy } = await networkSettingsFrom(env, machineWith());
    expect(proxy).toEqual({ http: 'http://lower:2', https: 'http://u:p@s:3', no: 'a,b' });
  });

  test('what is no URL is refused, without its password', async () => {
    const { diagnostics, fault } = await refused({ HTTPS_PROXY: 'http://me:hunter2@host:port' });
    expect([diagnostics[0].code, fault]).toEqual(['FB3012', 'machine']);
    expect(JSON.stringify(diagnostics)).not.toContain('hunter2');
    expect(diagnostics[0].message).toContain('HTTPS_PROXY');
  });

  test('ALL_PROXY is named as not passed on', async () => {
    const { notPassedOn } = await networkSettingsFrom({ ALL_PROXY: 'socks5://x:1' }, machineWith());
    expect(notPassedOn.map(({ setting }) => setting)).toEqual(['ALL_PROXY']);
  });
});

describe('certificates', () => {
  test("are the system's where no variable names a bundle; its own are those nobody else has", async () => {
    const { ca } = await networkSettingsFrom({}, machineWith());
    expect(ca?.from).toBe('the system');
    expect(ca?.own.map((pem) => pem.trim())).toEqual([second.trim()]);
    expect(ca?.pem.match(/BEGIN/g)).toHaveLength(2);
  });

  test('are all those that variables name, each once, with NODE_EXTRA_CA_CERTS on top', async () => {
    const machine = machineWith({
      '/a': `# comment\r\n${first}\r\n${second}`,
      '/b': second,
      '/c': third,
      '/d': fourth,
    });
    const env = {
      SSL_CERT_FILE: '/a',
      CURL_CA_BUNDLE: '/a',
      REQUESTS_CA_BUNDLE: '/b',
      PIP_CERT: '/c',
      NODE_EXTRA_CA_CERTS: '/d',
    };
    const { ca } = await networkSettingsFrom(env, machine);
    expect(ca?.from).toBe('SSL_CERT_FILE, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, PIP_CERT, NODE_EXTRA_CA_CERTS');
    expect(ca?.own.map((pem) => pem.trim())).toEqual([second, third, fourth].map((pem) => pem.trim()));
    expect(ca?.pem).not.toContain('comment');
  });

  test("NODE_EXTRA_CA_CERTS alone comes on top of the system's", async () => {
    const { ca } = await networkSettingsFrom({ NODE_EXTRA_CA_CERTS: '/d' }, machineWith({ '/d': fourth }));
    expect(ca?.pem.match(/BEGIN/g)).toHaveLength(3);
  });

  test("pip.conf's cert is one of them", async () => {
    const machine = machineWith({ '/etc/pip.conf': '[global]\ncert = /c\n', '/c': third }, bare);
    expect((await networkSettingsFrom({}, machine)).ca?.own.map((pem) => pem.trim())).toEqual([third.trim()]);
  });

  test.each([
    ['is not there', '/nowhere'],
    ['holds none', '/empty'],
  ])('a file that %s is refused, and the variable named', async (_what, path) => {
    const { diagnostics } = await refused({ REQUESTS_CA_BUNDLE: path }, machineWith({ '/empty': 'nothing' }));
    expect(diagnostics.map(({ code }) => code)).toEqual(['FB3011']);
    expect(diagnostics[0].message).toContain('REQUESTS_CA_BUNDLE');
  });
});

describe("pip's settings", () => {
  test('come from its files, global before user, and variables win', async () => {
    const machine = machineWith(
      {
        '/etc/xdg/pip/pip.conf': '[global]\nindex-url = https://xdg/simple\ntimeout = 5\n',
        '/etc/pip.conf':
          '[global]\nindex_url: https://etc/simple\nextra-index-url =\n    https://one/simple\n  # between\n    https://two/simple\n',
        '/home/me/.config/pip/pip.conf':
          '[global]\ntrusted-host = a b\n[install]\nindex-url = https://user/simple\n[list]\nindex-url = https://no/\n',
      },
      bare,
    );
    const expected = {
      indexUrl: 'https://user/simple',
      extraIndexUrls: ['https://one/simple', 'https://two/simple'],
      findLinks: [],
      trustedHosts: ['a', 'b'],
      timeoutSec: 5,
    };
    expect((await networkSettingsFrom({}, machine)).pip).toEqual(expected);
    const env = {
      PIP_INDEX_URL: 'https://env/simple',
      PIP_DEFAULT_TIMEOUT: '9',
      PIP_FIND_LINKS: 'https://links/',
    };
    const { pip } = await networkSettingsFrom(env, machine);
    expect(pip).toEqual({ ...expected, indexUrl: 'https://env/simple', findLinks: ['https://links/'] });
  });

  test('PIP_CONFIG_FILE comes last of the files, and its null device means none', async () => {
    const files = {
      '/etc/pip.conf': '[global]\nindex-url=https://etc/',
      '/mine': '[global]\nindex-url=https://mine/',
    };
    const indexWith = async (file: string): Promise<string | null> =>
      (await networkSettingsFrom({ PIP_CONFIG_FILE: file }, machineWith(files))).pip.indexUrl;
    expect([await indexWith('/mine'), await indexWith('/dev/null')]).toEqual(['https://mine/', null]);
  });

  test('what is a path of this machine stays, and is named', async () => {
    const env = {
      PIP_FIND_LINKS: '/opt/wheels https://links/',
      PIP_INDEX_URL: 'file:///srv/simple',
      PIP_EXTRA_INDEX_URL: 'https://u:secret@ok/simple /srv/more',
      PIP_NO_INDEX: '1',
      PIP_CLIENT_CERT: '/me.pem',
      PIP_CONSTRAINT: '',
    };
    const { pip, notPassedOn } = await networkSettingsFrom(env, machineWith());
    expect(pip).toMatchObject({
      indexUrl: null,
      extraIndexUrls: ['https://u:secret@ok/simple'],
      findLinks: ['https://links/'],
    });
    expect(notPassedOn.map(({ setting }) => setting).sort()).toEqual([
      'PIP_CLIENT_CERT',
      'PIP_EXTRA_INDEX_URL',
      'PIP_FIND_LINKS',
      'PIP_INDEX_URL',
      'PIP_NO_INDEX',
    ]);
    expect(JSON.stringify(notPassedOn)).not.toContain('secret');
  });

  test.each<[NodeJS.Platform, string, Record<string, string>]>([
    ['darwin', '/Library/Application Support/pip/pip.conf', {}],
    ['darwin', '/home/me/Library/Application Support/pip/pip.conf', {}],
    ['linux', '/home/me/.pip/pip.conf', {}],
    ['linux', '/x/pip/pip.conf', { XDG_CONFIG_HOME: '/x' }],
    ['win32', 'C:\\Roaming\\pip\\pip.ini', { APPDATA: 'C:\\Roaming' }],
  ])('on %s %s is read', async (platform, path, env) => {
    const machine = machineWith({ [path]: '[global]\nindex-url = https://here/' }, { platform });
    expect((await networkSettingsFrom(env, machine)).pip.indexUrl).toBe('https://here/');
  });
});

test('redactUrl takes user and password out of every URL', () => {
  expect(redactUrl('https://u:p@h/a?x=b@c and http://t@h:1')).toBe(
    'https://***@h/a?x=b@c and http://***@h:1',
  );
  expect(redactUrl('https://h/a@b')).toBe('https://h/a@b');
  expect(redactUrl('http://u:p@ss@h/')).toBe('http://***@h/');
});
