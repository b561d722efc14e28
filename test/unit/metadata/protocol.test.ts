import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetadataServer } from '../../../src/metadata/index.ts';
import { connected, everything, get, googleFlavor, startServer } from '../../support/metadata.ts';

const v1 = '/computeMetadata/v1';
const account = 'demo-app@appspot.gserviceaccount.com';
let server: MetadataServer;
const read = (path: string, options = {}) => get(server.address, path, options);

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

describe('who may ask', () => {
  test.each([
    ['no flavor', {}, 403],
    ['a wrong flavor', { 'Metadata-Flavor': 'Something-Else' }, 403],
    ['the flavor in lower case', { 'Metadata-Flavor': 'google' }, 403],
    ['the legacy header', { 'X-Google-Metadata-Request': 'True' }, 200],
    ['a wrong legacy header', { 'X-Google-Metadata-Request': 'yes' }, 403],
    ['a proxy in between', { ...googleFlavor, 'X-Forwarded-For': '10.0.0.1' }, 403],
    ['an empty X-Forwarded-For', { ...googleFlavor, 'X-Forwarded-For': '' }, 403],
  ])('%s', async (_name, headers, status) => {
    const { status: answered, headers: sent } = await read(`${v1}/project/project-id`, { headers });
    expect([answered, sent['metadata-flavor']]).toEqual([status, 'Google']);
  });

  test('a refusal says what is missing, and shows the path as text', async () => {
    const { body, headers } = await read(`${v1}/<script>'"`, { headers: {} });
    expect(headers['content-type']).toBe('text/html; charset=UTF-8');
    expect(body).toContain(`<code>${v1}/&#60;script&#62;&#39;&#34;</code>`);
    expect(body.endsWith('from this server. Missing Metadata-Flavor:Google header.')).toBe(true);
  });

  test('GET / needs no flavor, but refuses proxies, and has no ETag', async () => {
    const { status, headers, body } = await read('/', { headers: {} });
    expect([status, body, headers.etag]).toEqual([200, 'computeMetadata/\n', undefined]);
    expect((await read('/', { headers: { 'X-Forwarded-For': '10.0.0.1' } })).status).toBe(403);
  });

  test('a caller whom nobody knows is refused', async () => {
    await using strangers = await startServer({ identify: () => null });
    expect((await get(strangers.address, '/')).status).toBe(403);
  });
});

describe('paths', () => {
  test.each([
    ['/computeMetadata/', 200],
    [`${v1}/`, 200],
    [`${v1}/foo`, 404],
    [`${v1}/project/bar`, 404],
    [`${v1}/instance/virtual-clock/drift-token/`, 404],
    [`${v1}/instance/service-accounts/default/token/`, 404],
    [`${v1}/instance/disks/x`, 404],
    [`${v1}/instance/disks/99`, 404],
    [`${v1}/instance/disks/00/`, 404],
    [`${v1}/instance/disks/-1`, 404],
    [`${v1}/instance/service-accounts/default/scopes/0`, 404],
    [`${v1}/project/project-id/length`, 404],
    [`${v1}/constructor`, 404],
    [`${v1}/__proto__/`, 404],
    ['/favicon.ico', 404],
    ['/0.1/meta-data/', 404],
    [`${v1}/%zz`, 404],
    [`${v1}/project//project-id`, 200],
    [`//computeMetadata///v1/project/project-id`, 200],
    [`${v1}/instance/service-accounts/demo-app%40appspot.gserviceaccount.com/email`, 200],
    [`${v1}/project?alt=json`, 301],
    [`${v1}/project/?alt=json`, 400],
    [`${v1}/project/?alt=text`, 400],
    [`${v1}/project/?wait_for_change=true`, 400],
    [`${v1}/instance/name?wait_for_change=false`, 200],
  ])('%s is %i', async (path, status) => {
    expect((await read(path)).status).toBe(status);
  });

  test('a directory without its slash moves, query and all', async () => {
    const { status, headers, body } = await read(`${v1}//instance?recursive=true`, {
      headers: { ...googleFlavor, Host: 'metadata.google.internal' },
    });
    expect(status).toBe(301);
    expect(headers.location).toBe(
      'http://metadata.google.internal/computeMetadata/v1/instance/?recursive=true',
    );
    expect([headers['content-type'], body]).toEqual(['text/html', '/computeMetadata/v1/instance/\n']);
  });

  test('the absolute form, as clients behind a proxy setting send it', async () => {
    const { status, body } = await read(`http://metadata.google.internal${v1}/project/project-id`);
    expect([status, body]).toEqual([200, 'demo-app']);
  });
});

describe('contents', () => {
  test.each([
    [`${v1}/project/project-id`, 'text', 'demo-app'],
    [`${v1}/project/project-id?alt=json`, 'json', '"demo-app"'],
    [`${v1}/project/numeric-project-id`, 'text', '123456789012'],
    [`${v1}/project/numeric-project-id?recursive=true`, 'text', '123456789012'],
    [`${v1}/project/numeric-project-id?recursive=true&alt=json`, 'json', '123456789012'],
    [`${v1}/instance/id?alt=json`, 'json', '13512546227574112017'],
    [`${v1}/instance/zone`, 'text', 'projects/123456789012/zones/us-central1-f'],
    [`${v1}/instance/machine-type`, 'text', 'projects/123456789012/machineTypes/custom-1-1024'],
    [`${v1}/instance/hostname`, 'text', 'aef-default-20260101t000000-7gh8.us-central1-f.c.demo-app.internal'],
    [`${v1}/instance/network-interfaces/0/access-configs/0/external-ip`, 'text', '127.0.0.1'],
    [`${v1}/instance/attributes/gae_backend_name`, 'text', 'default'],
    [`${v1}/instance/service-accounts/`, 'text', `default/\n${account}/\n`],
    [`${v1}/instance/service-accounts/default/`, 'text', 'aliases\nemail\nidentity\nscopes\ntoken\n'],
    [`${v1}/instance/service-accounts/default/aliases`, 'text', 'default\n'],
    [`${v1}/instance/service-accounts/default/aliases?alt=json`, 'json', '["default"]'],
    [
      `${v1}/instance/service-accounts/${account}/scopes`,
      'text',
      'https://www.googleapis.com/auth/cloud-platform\n',
    ],
    [`${v1}/instance/tags`, 'json', '["aef-13512546227574112017"]'],
    [`${v1}/instance/tags?alt=text`, 'text', 'aef-13512546227574112017\n'],
    [`${v1}/instance/disks/?recursive=xyz`, 'text', '0/\n'],
    [
      `${v1}/instance/disks/?recursive=True`,
      'json',
      '[{"deviceName":"boot","index":0,"interface":"SCSI","mode":"READ_WRITE","type":"PERSISTENT"}]',
    ],
    [`${v1}/instance/network-interfaces/0/forwarded-ips/`, 'text', ''],
    [`${v1}/instance/network-interfaces/0/forwarded-ips/?recursive=true`, 'json', '[]'],
    [`${v1}/universe/universe-domain`, 'text', 'googleapis.com'],
    [`${v1}/instance/name?last_etag=abc&timeout_sec=5&foo=blah`, 'text', 'aef-default-20260101t000000-7gh8'],
  ])('%s', async (path, format, body) => {
    const answer = await read(path);
    expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
      200,
      `application/${format}`,
      body,
    ]);
  });

  test('every listing is sorted, and leads to what it names', async () => {
    const leavesBelow = async (path: string): Promise<string[]> => {
      const { status, body } = await read(path.endsWith('/identity') ? `${path}?audience=a` : path);
      expect([path, status]).toEqual([path, 200]);
      if (!path.endsWith('/')) return [path];
      const lines = body.split('\n').slice(0, -1);
      expect(body).toBe(lines.map((line) => `${line}\n`).join(''));
      const names = lines.map((line) => line.replace('/', ''));
      expect(names).toEqual(names.toSorted());
      return (await Promise.all(lines.map((line) => leavesBelow(`${path}${line}`)))).flat();
    };
    expect((await leavesBelow('/')).length).toBeGreaterThan(50);
  });

  test('the whole tree, recursively', async () => {
    const json = await read(`${v1}/?recursive=true`);
    await expect(json.body).toMatchFileSnapshot('../../golden/metadata/tree.json');
    const text = await read(`${v1}/?recursive=true&alt=text`);
    await expect(text.body).toMatchFileSnapshot('../../golden/metadata/tree.txt');
  });
});

describe('headers', () => {
  test.each([
    '/',
    `${v1}/`,
    v1,
    `${v1}/foo`,
    `${v1}/instance/service-accounts/default/token`,
    '/flexbuild/v1/jwks.json',
  ])('on %s', async (path) => {
    const { headers, body } = await read(path);
    expect(headers).toMatchObject({
      'metadata-flavor': 'Google',
      server: 'Metadata Server for VM',
      'x-xss-protection': '0',
      'x-frame-options': 'SAMEORIGIN',
      'content-length': String(Buffer.byteLength(body)),
    });
    expect(Date.parse(headers.date ?? '')).toBeGreaterThan(0);
  });

  test('an ETag is the same for text and JSON, another for a listing and for its contents, and for another value', async () => {
    const etagOf = async (path: string) => (await read(`${v1}${path}`)).headers.etag;
    const [text, json] = [await etagOf('/instance/tags?alt=text'), await etagOf('/instance/tags?alt=json')];
    expect(text).toMatch(/^[0-9a-f]{16}$/);
    expect(json).toBe(text);
    const inJson = await etagOf('/instance/disks/?recursive=true');
    expect(await etagOf('/instance/disks/?recursive=true&alt=text')).toBe(inJson);
    expect(await etagOf('/instance/disks/')).not.toBe(inJson);
    expect(await etagOf('/instance/name')).not.toBe(await etagOf('/instance/zone'));
  });

  test('HEAD has the headers of GET, and no body', async () => {
    const asked = await read(`${v1}/instance/name`);
    const headers = await read(`${v1}/instance/name`, { method: 'HEAD' });
    const undated = (sent: object) => ({ ...sent, date: '', connection: '' });
    expect([headers.status, headers.body, undated(headers.headers)]).toEqual([
      200,
      '',
      undated(asked.headers),
    ]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is not allowed', async (method) => {
    const { status, headers } = await read(`${v1}/instance/name`, { method });
    expect([status, headers.allow, headers['metadata-flavor']]).toEqual([405, 'GET, HEAD', 'Google']);
  });

  test('a connection stays open without a word about it, and closes when asked to', async () => {
    const socket = await connected(server.address);
    socket.write(
      `GET / HTTP/1.1\r\nHost: metadata\r\n\r\nGET / HTTP/1.1\r\nHost: metadata\r\nConnection: close\r\n\r\n`,
    );
    const answers = (await everything(socket)).split('HTTP/1.1 200 OK').slice(1);
    expect(answers.map((answer) => /^connection: .*$/im.exec(answer)?.[0] ?? null)).toEqual([
      null,
      'Connection: close',
    ]);
  });

  test('what is not HTTP is refused with the same headers', async () => {
    const socket = await connected(server.address);
    socket.write('nonsense\r\n\r\n');
    expect(await everything(socket)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nMetadata-Flavor: Google\r\n/);
  });

  test('a request without a host is answered, as old scripts send it', async () => {
    const socket = await connected(server.address);
    socket.write('GET /computeMetadata/v1 HTTP/1.0\r\nMetadata-Flavor: Google\r\n\r\n');
    expect(await everything(socket)).toContain(
      'Location: http://metadata.google.internal/computeMetadata/v1/\r\n',
    );
  });
});
