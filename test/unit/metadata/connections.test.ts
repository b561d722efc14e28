import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { connected, everything, get, someInstance, startServer } from '../../support/metadata.ts';

const secret = 'a-secret-of-the-session';
const request =
  'GET /computeMetadata/v1/instance/name HTTP/1.1\r\nHost: metadata\r\nMetadata-Flavor: Google\r\n\r\n';
const lastRequest = request.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
const instances: Readonly<Record<string, string>> = { '172.20.0.3': 'aef-one', 'fd00::4': 'aef-two' };
const identify = (caller: string) => {
  const instance = instances[caller];
  return instance === undefined ? null : { ...someInstance, instance };
};
const bodyOf = (answer: string) => answer.slice(answer.lastIndexOf('\r\n\r\n') + 4);

describe('the line that a forwarder writes', () => {
  test.each([
    ['in one piece with a request', [`FLEXBUILD/1 ${secret} 172.20.0.3\n${lastRequest}`], 'aef-one'],
    ['on its own', [`FLEXBUILD/1 ${secret} fd00::4\n`, lastRequest], 'aef-two'],
    ['byte by byte', Array.from(`FLEXBUILD/1 ${secret} 172.20.0.3\n${lastRequest}`), 'aef-one'],
    [
      'and half of a request',
      [`FLEXBUILD/1 ${secret} 172.20.0.3\nGET /comp`, lastRequest.slice(9)],
      'aef-one',
    ],
  ])('%s', async (_name, pieces, name) => {
    await using server = await startServer({ secret, identify });
    const socket = await connected(server.address);
    socket.setNoDelay(true);
    for (const piece of pieces) await new Promise((written) => socket.write(piece, written));
    const answer = await everything(socket);
    expect([answer.slice(0, 15), bodyOf(answer)]).toEqual(['HTTP/1.1 200 OK', name]);
  });

  test('belongs to its connection, for every request on it', async () => {
    await using server = await startServer({ secret, identify });
    const asking = Object.keys(instances).map(async (caller) => {
      const socket = await connected(server.address);
      socket.write(`FLEXBUILD/1 ${secret} ${caller}\n${request}${lastRequest}`);
      return (await everything(socket)).split('HTTP/1.1 200 OK').map(bodyOf).slice(1);
    });
    expect(await Promise.all(asking)).toEqual([
      ['aef-one', 'aef-one'],
      ['aef-two', 'aef-two'],
    ]);
  });

  test('names nobody known: 403', async () => {
    await using server = await startServer({ secret, identify });
    const socket = await connected(server.address);
    socket.write(`FLEXBUILD/1 ${secret} 172.20.0.9\n${lastRequest}`);
    expect(await everything(socket)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test.each([
    ['missing', lastRequest],
    ['with another secret', `FLEXBUILD/1 another 172.20.0.3\n${lastRequest}`],
    ['with a part of the secret', `FLEXBUILD/1 ${secret.slice(0, -1)} 172.20.0.3\n${lastRequest}`],
    ['without a caller', `FLEXBUILD/1 ${secret}\n${lastRequest}`],
    ['with an empty caller', `FLEXBUILD/1 ${secret} \n${lastRequest}`],
    ['with one word too many', `FLEXBUILD/1 ${secret} 172.20.0.3 x\n${lastRequest}`],
    ['of another version', `FLEXBUILD/2 ${secret} 172.20.0.3\n${lastRequest}`],
    ['without an end', 'x'.repeat(100_000)],
    ['too long', `FLEXBUILD/1 ${secret} ${'3'.repeat(1000)}\n${lastRequest}`],
  ])('%s: closed without an answer', async (_name, bytes) => {
    await using server = await startServer({ secret, identify });
    const socket = await connected(server.address);
    socket.write(bytes);
    expect(await everything(socket)).toBe('');
  });

  test('that does not come, or never ends: closed without an answer', async () => {
    await using server = await startServer({ secret, identify, limits: { preambleMs: 50 } });
    const [silent, slow, ended] = [
      await connected(server.address),
      await connected(server.address),
      await connected(server.address),
    ];
    slow.write('FLEXBUILD/1 ');
    ended.end(`FLEXBUILD/1 ${secret} 172.20.0.3`);
    expect(await Promise.all([silent, slow, ended].map(everything))).toEqual(['', '', '']);
  });
});

describe('slow and idle clients', () => {
  test('half a request: 408 after its time, behind a forwarder too', async () => {
    await using server = await startServer({ secret, identify, limits: { requestMs: 100 } });
    const socket = await connected(server.address);
    socket.write(`FLEXBUILD/1 ${secret} 172.20.0.3\nGET / HTTP/1.1\r\nHo`);
    expect(await everything(socket)).toMatch(
      /^HTTP\/1\.1 408 Request Timeout\r\nMetadata-Flavor: Google\r\n/,
    );
  });

  test('an idle connection is closed after its time', async () => {
    await using server = await startServer({ limits: { idleMs: 50 } });
    const socket = await connected(server.address);
    socket.write(request);
    expect(bodyOf(await everything(socket))).toBe(someInstance.instance);
  });

  test('clients that do not read what they asked for keep nobody waiting, nor the end', async () => {
    await using server = await startServer({ projectMetadata: { big: 'x'.repeat(256 * 1024) } });
    const large = lastRequest.replace('instance/name', '?recursive=true');
    const deaf = await Promise.all(Array.from({ length: 10 }, () => connected(server.address)));
    for (const socket of deaf) socket.pause().write(large.repeat(20).replaceAll('Connection: close\r\n', ''));
    const socket = await connected(server.address);
    socket.write(lastRequest);
    expect(bodyOf(await everything(socket))).toBe(someInstance.instance);
    for (const each of deaf) each.destroy();
  });

  test('hundreds of idle connections do not keep others waiting, nor the end', async () => {
    const server = await startServer({ secret, identify });
    const idle = await Promise.all(Array.from({ length: 300 }, () => connected(server.address)));
    const gone = idle.map((socket) => once(socket, 'close'));
    for (const socket of idle) socket.resume();
    for (const socket of idle.slice(100)) socket.write(`FLEXBUILD/1 ${secret} 172.20.0.3\n`);
    for (const socket of idle.slice(200)) socket.write(request);
    const socket = await connected(server.address);
    socket.write(`FLEXBUILD/1 ${secret} 172.20.0.3\n${lastRequest}`);
    expect(bodyOf(await everything(socket))).toBe('aef-one');
    await server[Symbol.asyncDispose]();
    for (const each of idle) each.end();
    await Promise.all(gone);
    await server[Symbol.asyncDispose]();
  });
});

test('an address that is taken is FB5201', async () => {
  await using server = await startServer();
  const failed = startServer({ listen: server.address });
  await expect(failed).rejects.toMatchObject({ diagnostics: [{ code: 'FB5201' }], fault: 'machine' });
});

test('on IPv6 too', async () => {
  await using server = await startServer({ listen: { host: '::1', port: 0 } });
  expect((await get(server.address, '/')).status).toBe(200);
});
