import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localAuthority, serverCertificates } from '../../../src/frontend/index.ts';
import { issueCertificate } from '../../../src/frontend/tls/x509.ts';
import { ask, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';
import { startSecureFrontEnd, testAuthority, type TestAuthority } from '../../support/secure-front-end.ts';

const run = promisify(execFile);
const hello = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';
const nowhere = { host: '127.0.0.1', port: 1 };
const dayMs = 24 * 60 * 60 * 1000;
const signal = new AbortController().signal;

let shared: TestAuthority;
beforeAll(async () => {
  shared = await testAuthority();
});
afterAll(() => shared[Symbol.asyncDispose]());

/** What a client of TLS that asks for `servername` is shown; rejects where it does not trust it. */
async function shownTo(servername: string, port: number): Promise<X509Certificate> {
  const socket = connect({ host: '127.0.0.1', port, servername, ca: shared.authority.certificate });
  try {
    await once(socket, 'secureConnect');
    return socket.getPeerX509Certificate() ?? expect.fail('no certificate');
  } finally {
    socket.destroy();
  }
}

test('an authority is made once, its key for nobody else to read', async () => {
  await using made = await testAuthority();
  const { folder, authority } = made;
  expect(authority.made).toBe(true);
  const again = await localAuthority({ folder, now: new Date(), signal });
  expect(again).toEqual({ ...authority, made: false });
  expect((await stat(join(folder, 'ca.key'))).mode & 0o777).toBe(0o600);
  expect(await readFile(authority.certificateFile, 'utf8')).toBe(authority.certificate);
  expect(new X509Certificate(authority.certificate).ca).toBe(true);
});

test('several processes that need an authority get the same one', async () => {
  await using made = await testAuthority();
  const folder = join(made.folder, 'deeper');
  const now = new Date();
  const all = await Promise.all([1, 2].map(() => localAuthority({ folder, now, signal })));
  expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(all.filter((one) => one.made)).toHaveLength(1);
});

test('an authority is renewed before what it signs can outlive it', async () => {
  await using made = await testAuthority();
  const { folder, authority } = made;
  const daysBefore = (days: number) => new Date(authority.expires.getTime() - days * dayMs);
  const kept = await localAuthority({ folder, now: daysBefore(401), signal });
  expect(kept.fingerprint).toBe(authority.fingerprint);
  const leaf = (await serverCertificates({ authority: kept, hosts: [], now: daysBefore(401) })).standard;
  expect(new X509Certificate(leaf.certificate).validToDate.getTime()).toBeLessThan(
    authority.expires.getTime(),
  );
  const renewed = await localAuthority({ folder, now: daysBefore(399), signal });
  expect(renewed).toMatchObject({ made: true });
  expect(renewed.fingerprint).not.toBe(authority.fingerprint);
});

test.each([
  ['is no certificate', 'ca.pem', 'nonsense'],
  ['is another key', 'ca.key', ''],
])('a file of the authority that %s is FB5030', async (_what, file, text) => {
  await using made = await testAuthority();
  const other = await issueCertificate({ ...leafRequest(made), names: ['localhost'] });
  await writeFile(join(made.folder, file), text || other.key);
  await chmod(join(made.folder, file), 0o600);
  await expect(localAuthority({ folder: made.folder, now: new Date(), signal })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5030', message: expect.stringContaining('certificate authority') as string }],
    fault: 'machine',
  });
});

test.each([
  ['localhost', true],
  ['shop.localhost', true],
  ['v1-dot-shop-dot-project.uc.r.appspot.com', true],
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['::1', true],
  ['bank.example', false],
  ['appspot.com', false],
  ['localhost.example', false],
  ['10.0.0.1', false],
  ['::2', false],
])('whoever trusts the authority trusts it for %s: %s', async (name, trusted) => {
  const { certificate } = await issueCertificate({ ...leafRequest(shared), names: [name] });
  const leaf = join(shared.folder, 'leaf.pem');
  await writeFile(leaf, certificate);
  // Strict is what Python 3.13 checks by.
  const verified = run('openssl', [
    'verify',
    '-x509_strict',
    '-CAfile',
    shared.authority.certificateFile,
    leaf,
  ]);
  if (trusted) expect((await verified).stdout).toContain('OK');
  else
    await expect(verified).rejects.toMatchObject({
      stderr: expect.stringContaining('permitted subtree') as string,
    });
});

function leafRequest({ authority }: TestAuthority) {
  const from = new Date();
  return { authority, validity: { from, until: new Date(from.getTime() + dayMs) } };
}

test('every name that leads here gets a certificate for it', async () => {
  await using frontEnd = await startSecureFrontEnd(nowhere, shared);
  const { port } = frontEnd.secure.address;
  for (const name of ['localhost', 'a-dot-b.uc.r.appspot.com', 'shop.localhost', 'V1.Shop.localhost']) {
    expect((await shownTo(name, port)).checkHost(name.toLowerCase())).toBeTypeOf('string');
  }
  const again = await shownTo('shop.localhost', port);
  expect((await shownTo('shop.localhost', port)).fingerprint256).toBe(again.fingerprint256);
  await expect(shownTo('bank.example', port)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
});

test('other names without end are not signed for without end', async () => {
  const certificates = await serverCertificates({ authority: shared.authority, hosts: [], now: new Date() });
  const issued = await Promise.all(
    Array.from({ length: 70 }, (_, index) => certificates.forHost(`h${index}.localhost`)),
  );
  expect(issued.filter((one) => one !== null)).toHaveLength(64);
});

test('plain and TLS at once, each with its own X-Forwarded-Proto', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startSecureFrontEnd(instance.address, shared);
  expect(frontEnd.secure.url).toBe(`https://127.0.0.1:${frontEnd.secure.address.port}`);
  await ask(frontEnd);
  expect(await askSecurely(frontEnd.secure.address.port)).toMatchObject({ status: 200, body: 'hello' });
  const seen = instance.requests.map(({ text }) => [
    /^X-Forwarded-Proto: (.*)\r$/m.exec(text)?.[1],
    /^X-Appengine-Https: (.*)\r$/m.exec(text)?.[1],
    /^Forwarded: .*proto=(.*)\r$/m.exec(text)?.[1],
  ]);
  expect(seen).toEqual([
    ['http', 'off', 'http'],
    ['https', 'on', 'https'],
  ]);
});

async function askSecurely(port: number): Promise<{ readonly status: number; readonly body: string }> {
  const asked = request({ host: '127.0.0.1', port, ca: shared.authority.certificate, agent: false });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const body = (await response.setEncoding('utf8').toArray()).join('');
  return { status: response.statusCode ?? 0, body };
}

test('WebSocket over TLS', async () => {
  const app = createServer();
  const sockets = new WebSocketServer({ server: app });
  sockets.on('connection', (socket, { headers }) => {
    socket.send(headers['x-forwarded-proto'] as string);
    socket.on('message', (data) => socket.send(data));
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = { host: '127.0.0.1', port: (app.address() as AddressInfo).port };
  await using frontEnd = await startSecureFrontEnd(address, shared);
  const client = new WebSocket(`${frontEnd.secure.url.replace('https', 'wss')}/ws`, {
    ca: shared.authority.certificate,
  });
  const [greeting] = (await once(client, 'message')) as [Buffer];
  expect(greeting.toString()).toBe('https');
  const large = Buffer.alloc(256 * 1024, 7);
  client.send(large);
  expect(((await once(client, 'message')) as [Buffer])[0].equals(large)).toBe(true);
  client.close(4001);
  expect((await once(client, 'close'))[0]).toBe(4001);
  sockets.close();
  app.close();
});

test('a client that speaks no TLS, or an older one, gets nothing and does no harm', async () => {
  await using instance = await startRawInstance((socket) => void socket.write(hello));
  await using frontEnd = await startSecureFrontEnd(instance.address, shared);
  const { port } = frontEnd.secure.address;
  const plain = connectPlain({ host: '127.0.0.1', port });
  plain.on('error', () => undefined);
  plain.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  plain.resume();
  await once(plain, 'close');
  const old = connect({
    host: '127.0.0.1',
    port,
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.1',
    rejectUnauthorized: false,
    ciphers: 'ALL@SECLEVEL=0',
  });
  await expect(once(old, 'secureConnect')).rejects.toThrow();
  expect(instance.requests).toEqual([]);
  expect((await askSecurely(port)).status).toBe(200);
});

test('a port for TLS that is in use is FB5031, and nothing of the front end is left', async () => {
  await using first = await startSecureFrontEnd(nowhere, shared);
  await using free = await startTestFrontEnd(nowhere);
  const { address } = free;
  await free[Symbol.asyncDispose]();
  const tls = { listen: first.secure.address, certificates: shared.certificates };
  await expect(startTestFrontEnd(nowhere, { listen: address, tls })).rejects.toMatchObject({
    diagnostics: [{ code: 'FB5031', message: expect.stringContaining(String(tls.listen.port)) as string }],
  });
  await using again = await startTestFrontEnd(nowhere, { listen: address });
  expect(again.address.port).toBe(address.port);
});

test('disposing cuts connections off in every stage of theirs', async () => {
  await using instance = await startRawInstance(() => undefined);
  const frontEnd = await startSecureFrontEnd(instance.address, shared);
  const { port } = frontEnd.secure.address;
  const before = connectPlain({ host: '127.0.0.1', port });
  await once(before, 'connect');
  const idle = connect({ host: '127.0.0.1', port, ca: shared.authority.certificate });
  await once(idle, 'secureConnect');
  for (const socket of [before, idle]) socket.on('error', () => undefined).resume();
  const closed = Promise.all([once(before, 'close'), once(idle, 'close')]);
  await frontEnd[Symbol.asyncDispose]();
  await closed;
});
