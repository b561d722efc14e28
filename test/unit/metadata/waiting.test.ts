import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { MetadataServer } from '../../../src/metadata/index.ts';
import { connected, everything, get, someInstance, startServer } from '../../support/metadata.ts';

const v1 = '/computeMetadata/v1';
const color = 'project/attributes/color';

/** A server that says how often it was asked: whoever asked to wait then does. */
async function startCounted(options: Parameters<typeof startServer>[0] = {}) {
  let requests = 0;
  let reached = { count: Infinity, resolve: () => {} };
  const identify = () => {
    if (++requests >= reached.count) reached.resolve();
    return someInstance;
  };
  const server = await startServer({ projectMetadata: { color: 'blue' }, ...options, identify });
  const asked = (count: number) =>
    new Promise<void>((resolve) => {
      reached = { count, resolve };
      if (requests >= count) resolve();
    });
  return { ...server, asked };
}

const etagOf = async (server: MetadataServer, path: string) =>
  String((await get(server.address, `${v1}/${path}`)).headers.etag);

describe('a change answers', () => {
  const scenarios: readonly (readonly [
    name: string,
    path: string,
    change: (server: MetadataServer) => void,
    status: number,
    body: string,
  ])[] = [
    ['who waits for the value', color, (server) => server.set(color, 'red'), 200, 'red'],
    [
      'in the form that was asked for',
      `${color}?alt=json`,
      (server) => server.set(color, 'red'),
      200,
      '"red"',
    ],
    [
      'also where it lasts for a moment',
      color,
      (server) => {
        server.set(color, 'red');
        server.set(color, 'blue');
      },
      200,
      'red',
    ],
    [
      'who waits for a directory, of a value in it',
      'project/attributes/?recursive=true&alt=text',
      (server) => server.set(color, 'red'),
      200,
      'color red\ngoogle-compute-default-region us-central1\ngoogle-compute-default-zone us-central1-f\n',
    ],
    [
      'of a value that is added',
      'project/attributes/?recursive=true&alt=text',
      (server) => server.set('project/attributes/a', '1'),
      200,
      'a 1\ncolor blue\ngoogle-compute-default-region us-central1\ngoogle-compute-default-zone us-central1-f\n',
    ],
    [
      'of a value that is deleted',
      'project/attributes/?recursive=true&alt=text',
      (server) => server.delete(color),
      200,
      'google-compute-default-region us-central1\ngoogle-compute-default-zone us-central1-f\n',
    ],
    [
      'of something far below',
      'project/?recursive=true',
      (server) => server.delete(color),
      200,
      '{"attributes":{"google-compute-default-region":"us-central1","google-compute-default-zone":"us-central1-f"},"numericProjectId":123456789012,"projectId":"demo-app"}',
    ],
    ['with 404 where the value itself is deleted', color, (server) => server.delete(color), 404, ''],
    [
      'of what the tree has of itself',
      'project/attributes/google-compute-default-zone',
      (server) => server.set('project/attributes/google-compute-default-zone', 'europe-west1-b'),
      200,
      'europe-west1-b',
    ],
    [
      'of what the platform says',
      'instance/maintenance-event',
      (server) => server.set('instance/maintenance-event', 'TERMINATE_ON_HOST_MAINTENANCE'),
      200,
      'TERMINATE_ON_HOST_MAINTENANCE',
    ],
    [
      'but not another one, nor the same value again',
      color,
      (server) => {
        server.set('project/attributes/colors', 'all');
        server.set('project/attributes/a', 'b');
        server.set(color, 'blue');
        server.set(color, 'green');
      },
      200,
      'green',
    ],
  ];

  describe.each(['', 'last_etag'])('%s', (lastEtag) => {
    test.each(scenarios)('%s', async (_name, path, change, status, body) => {
      await using server = await startCounted();
      const known = lastEtag && `&last_etag=${await etagOf(server, path)}`;
      const query = `${path.includes('?') ? '&' : '?'}wait_for_change=true${known}`;
      const waiting = get(server.address, `${v1}/${path}${query}`);
      await server.asked(lastEtag ? 2 : 1);
      change(server);
      const answer = await waiting;
      expect(answer.status).toBe(status);
      if (status === 200) expect(answer.body).toBe(body);
    });
  });

  test('all of a thousand, and until then nobody else waits for them', async () => {
    await using server = await startCounted();
    const request = (path: string) =>
      `GET ${v1}/${path} HTTP/1.1\r\nHost: metadata\r\nMetadata-Flavor: Google\r\nConnection: close\r\n\r\n`;
    const answers = Array.from({ length: 1000 }, async (_, at) => {
      const socket = await connected(server.address);
      const path = at % 2 === 0 ? `${color}?` : 'project/?recursive=true&';
      socket.write(request(`${path}wait_for_change=true`));
      return (await everything(socket)).split('\r\n\r\n')[1];
    });
    await server.asked(1000);
    expect((await get(server.address, `${v1}/${color}`)).body).toBe('blue');
    server.set(color, 'red');
    const bodies = await Promise.all(answers);
    expect(bodies.filter((body) => body === 'red')).toHaveLength(500);
    expect(bodies.filter((body) => body?.includes('"color":"red"'))).toHaveLength(500);
  });
});

describe('an ETag', () => {
  test('that is not the present one is answered at once, on values and subtrees', async () => {
    await using server = await startCounted();
    for (const path of [`${color}?`, 'project/?recursive=true&']) {
      const before = await etagOf(server, path);
      server.set(color, `not ${before}`);
      const waited = await get(server.address, `${v1}/${path}wait_for_change=true&last_etag=${before}`);
      expect([waited.status, waited.headers.etag]).toEqual([200, await etagOf(server, path)]);
      expect(waited.headers.etag).not.toBe(before);
    }
  });

  test('comes back with its value', async () => {
    await using server = await startCounted();
    const paths = [color, `${color}?alt=json`, 'project/attributes/?recursive=true', '?recursive=true'];
    const etags = () => Promise.all(paths.map((path) => etagOf(server, path)));
    const before = await etags();
    server.set(color, 'red');
    const changed = await etags();
    for (const [at, etag] of changed.entries()) expect(etag).not.toBe(before[at]);
    server.set(color, 'blue');
    expect(await etags()).toEqual(before);
  });
});

describe('a wait that ends without a change', () => {
  beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => vi.useRealTimers());

  test.each([
    [color, 'blue'],
    ['project/attributes/?recursive=true&alt=text', expect.stringContaining('color blue\n') as string],
  ])('after timeout_sec: what is there, of %s', async (path, body) => {
    await using server = await startCounted();
    const waiting = get(
      server.address,
      `${v1}/${path}${path.includes('?') ? '&' : '?'}wait_for_change=true&timeout_sec=5`,
    );
    await server.asked(1);
    vi.advanceTimersByTime(4_999);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await waiting).toMatchObject({ status: 200, body });
  });

  test.each(['2147484', '99999999999999999999'])('not at once after timeout_sec=%s', async (seconds) => {
    await using server = await startCounted();
    const waiting = get(server.address, `${v1}/${color}?wait_for_change=true&timeout_sec=${seconds}`);
    await server.asked(1);
    vi.advanceTimersByTime(1_000_000);
    server.set(color, 'red');
    expect((await waiting).body).toBe('red');
  });

  test.each([
    ['when the client goes away', {}, 1],
    ['when it is gone before a slow server begins', { faults: ['metadata-slow'], limits: { slowMs: 50 } }, 0],
  ] as const)('%s: nothing is left of it', async (_name, options, waitsBefore) => {
    await using server = await startCounted(options);
    const socket = await connected(server.address);
    socket.write(
      `GET ${v1}/${color}?wait_for_change=true&timeout_sec=500 HTTP/1.1\r\nHost: metadata\r\nMetadata-Flavor: Google\r\n\r\n`,
    );
    if (waitsBefore === 0) socket.destroySoon();
    await server.asked(1);
    expect(vi.getTimerCount()).toBeGreaterThanOrEqual(waitsBefore);
    socket.destroy();
    await vi.waitUntil(() => vi.getTimerCount() === 0);
  });
});

test('the end of the server is the end of all waits', async () => {
  const server = await startCounted();
  const waiting = get(server.address, `${v1}/${color}?wait_for_change=true`);
  const failed = expect(waiting).rejects.toThrow('socket hang up');
  await server.asked(1);
  await server[Symbol.asyncDispose]();
  await failed;
});
