import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startRawInstance } from '../support/http-peers.ts';
import { startSecureFrontEnd, testAuthority, type TestAuthority } from '../support/secure-front-end.ts';

const run = promisify(execFile);
const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const hasGo = await run('go', ['version']).then(
  () => true,
  () => false,
);

let trust: TestAuthority;
beforeAll(async () => {
  trust = await testAuthority();
});
afterAll(() => trust[Symbol.asyncDispose]());

test.each([
  ['--http2', 'localhost', '2'],
  ['--http2', 'v1-dot-shop.localhost', '2'],
  ['--http2', 'shop-dot-project.uc.r.appspot.com', '2'],
  ['--http1.1', 'localhost', '1.1'],
])('curl %s trusts the authority for %s', async (version, host, spoken) => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startSecureFrontEnd(instance.address, trust);
  const { port } = frontEnd.secure.address;
  const { stdout } = await run('curl', [
    ...['--silent', '--show-error', version, '--write-out', ' over %{http_version}'],
    ...['--cacert', trust.authority.certificateFile, '--resolve', `${host}:${port}:127.0.0.1`],
    `https://${host}:${port}/`,
  ]);
  expect(stdout).toBe(`hello over ${spoken}`);
});

// Frames that RFC 9113 gave up since, and what nghttp2 passes over, are where node's own server fails too.
test.skipIf(!hasGo)('h2spec finds nothing that it does not find in a server of node’s own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flexbuild-h2spec-'));
  try {
    await run('go', ['install', 'github.com/summerwind/h2spec/cmd/h2spec@v2.2.1+incompatible'], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: '-modcacherw' },
    });
    const h2spec = join(folder, 'h2spec');
    const { certificate: cert, key } = trust.certificates.standard;
    await using app = await listening(createServer(afterTheBody));
    await using frontEnd = await startSecureFrontEnd({ host: '127.0.0.1', port: app.port }, trust);
    await using reference = await listening(createSecureServer({ cert, key }, afterTheBody));
    const [ours, its] = await Promise.all([
      failuresAt(h2spec, frontEnd.secure.address.port),
      failuresAt(h2spec, reference.port),
    ]);
    expect(ours.tests).toBeGreaterThan(140);
    expect(ours.failed.filter((name) => !its.failed.includes(name))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

interface Exchanged {
  readonly request: { resume(): unknown; on(event: 'end', listener: () => void): unknown };
  readonly response: { end(text: string): unknown };
}

function afterTheBody(request: Exchanged['request'], response: Exchanged['response']): void {
  request.resume();
  request.on('end', () => response.end('hello'));
}

async function listening(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** The titles of what failed, with their section, and how many tests ran. */
async function failuresAt(h2spec: string, port: number) {
  // It ends with 1 where anything failed.
  const { stdout: report } = await run(h2spec, ['-h', '127.0.0.1', '-p', `${port}`, '-t', '-k']).catch(
    (cause: unknown) => cause as { readonly stdout: string },
  );
  const tests = Number(/(\d+) tests,/.exec(report)?.[1]);
  const listed = report.slice(report.indexOf('Failures:'));
  return { tests, failed: [...listed.matchAll(/× (\d+: .*)$/gm)].map((match) => match[1] ?? '') };
}
