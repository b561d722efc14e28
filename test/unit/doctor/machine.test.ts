import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { directNetwork } from '../../../src/core/index.ts';
import { machineHere } from '../../../src/doctor/index.ts';

// What the checks ask this very machine, with real sockets.

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => server.close()));

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  return (server.address() as AddressInfo).port;
}

const here = machineHere({
  env: { PATH: process.env['PATH'] },
  cacheFolder: join(tmpdir(), 'not', 'there'),
  interpreter: null,
});
const signal = AbortSignal.timeout(10_000);

test('a port is free until something listens on it', async () => {
  const port = await listen(createTcpServer());
  expect(await here.network.isFree(port)).toBe(false);
  expect(await here.network.connects({ host: '127.0.0.1', port }, signal)).toBe(true);
  const closed = servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve)));
  await Promise.all(closed);
  expect(await here.network.isFree(port)).toBe(true);
  expect(await here.network.connects({ host: '127.0.0.1', port }, signal)).toBe(false);
});

test('a mirror is asked directly, or through the proxy with its password', async () => {
  const heads: unknown[] = [];
  const answer: RequestListener = ({ method, url, headers }, response) => {
    heads.push([method, url, headers['proxy-authorization'] ?? null]);
    response.writeHead(204).end();
  };
  const port = await listen(createServer(answer));
  const direct = await here.network.status(`http://127.0.0.1:${port}/dists/x`, directNetwork, signal);
  const proxy = { http: `http://ann:secret@127.0.0.1:${port}`, https: null, no: null };
  const proxied = await here.network.status('http://mirror.example/x', { ...directNetwork, proxy }, signal);
  expect([direct, proxied]).toEqual([204, 204]);
  const credentials = `Basic ${Buffer.from('ann:secret').toString('base64')}`;
  expect(heads).toEqual([
    ['HEAD', '/dists/x', null],
    ['HEAD', 'http://mirror.example/x', credentials],
  ]);
});

test('space is measured in the nearest folder that is there', async () => {
  expect(here.about.cacheFolder).toBe(tmpdir());
  expect(await here.freeBytes(here.about.cacheFolder)).toBeGreaterThan(0);
  expect(await here.freeBytes(join(tmpdir(), 'not', 'there'))).toBeNull();
});

test('architectures have the names that engines give them', () => {
  expect(here.about.architecture).toMatch(/^(amd64|arm64|riscv64|s390x|ppc64le)$/);
});
