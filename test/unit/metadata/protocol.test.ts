import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetadataServer } from '../../../src/metadata/index.ts';
import { connected, everything, get, startServer } from '../../support/metadata.ts';

const v1 = '/computeMetadata/v1';
let server: MetadataServer;
const read = (path: string, options = {}) => get(server.address, path, options);

beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server[Symbol.asyncDispose]());

test('a caller whom nobody knows is refused', async () => {
  await using strangers = await startServer({ identify: () => null });
  expect((await get(strangers.address, '/')).status).toBe(403);
});

describe('contents', () => {
  test('every listing is sorted, and leads to what it names', async () => {
    const closed: Readonly<Record<string, number>> = {
      [`${v1}/instance/guest-attributes/`]: 403,
      [`${v1}/instance/upcoming-maintenance/`]: 503,
    };
    const leavesBelow = async (path: string): Promise<string[]> => {
      const { status, body } = await read(path.endsWith('/identity') ? `${path}?audience=a` : path);
      expect([path, status]).toEqual([path, closed[path] ?? 200]);
      if (!path.endsWith('/') || status !== 200) return [path];
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
