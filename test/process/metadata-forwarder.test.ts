import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatAddress, packageFolder, type Address } from '../../src/core/index.ts';
import type { MetadataServer } from '../../src/metadata/index.ts';
import { connected, everything, get, someInstance, startServer } from '../support/metadata.ts';

const program = join(packageFolder(), 'templates/metadata-forwarder/forward.py');
const secret = 'a-secret-of-the-session';

interface Forwarder {
  readonly address: Address;
  readonly process: ChildProcess;
  readonly exited: Promise<unknown[]>;
}

let forwarder: Forwarder | null = null;
afterEach(async () => {
  forwarder?.process.kill('SIGKILL');
  await forwarder?.exited;
  forwarder = null;
});

/** Starts forward.py in front of `upstream` and waits until it says that it listens. */
async function start(upstream: Address): Promise<Forwarder> {
  const address = { host: '127.0.0.1', port: await freePort() };
  const env = {
    PATH: process.env['PATH'],
    FLEXBUILD_METADATA_UPSTREAM: formatAddress(upstream),
    FLEXBUILD_METADATA_SECRET: secret,
    FLEXBUILD_METADATA_LISTEN: formatAddress(address),
  };
  const child = spawn('python3', ['-I', '-S', program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  forwarder = { address, process: child, exited: once(child, 'exit') };
  const said = once(child.stdout, 'data').then(([chunk]) => String(chunk));
  expect(await Promise.race([said, forwarder.exited])).toBe(`ready ${formatAddress(address)}\n`);
  return forwarder;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

/** A server of bytes on a free port; the connections it gets go to `serve`. */
async function listening(serve: (socket: Socket) => void): Promise<Server & AsyncDisposable> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    serve(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

function addressOf(server: Server): Address {
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port };
}

describe('in front of the metadata server', () => {
  const callers: string[] = [];
  let server: MetadataServer;
  beforeEach(async () => {
    callers.length = 0;
    const identify = (caller: string) => {
      callers.push(caller);
      return someInstance;
    };
    server = await startServer({ secret, identify });
  });
  afterEach(() => server[Symbol.asyncDispose]());

  test('requests are answered, and the server knows who asks', async () => {
    const { address } = await start(server.address);
    const answer = await get(address, '/computeMetadata/v1/instance/name');
    expect([answer.status, answer.body]).toEqual([200, someInstance.instance]);
    expect((await get({ ...address, host: '127.0.0.1' }, '/', { localAddress: '127.0.0.9' })).status).toBe(
      200,
    );
    expect(callers).toEqual(['127.0.0.1', '127.0.0.9']);
  });

  test('two hundred connections at once, each with several requests', async () => {
    const { address } = await start(server.address);
    const one = 'GET /computeMetadata/v1/instance/id HTTP/1.1\r\nHost: m\r\nMetadata-Flavor: Google\r\n\r\n';
    const sockets = await Promise.all(Array.from({ length: 200 }, () => connected(address)));
    const answers = sockets.map((socket) => everything(socket));
    for (const socket of sockets) socket.write(one);
    for (const socket of sockets.toReversed())
      socket.write(`${one}${one.replace('Host', 'Connection: close\r\nHost')}`);
    const ids = (await Promise.all(answers)).map(
      (answer) => answer.split(someInstance.instanceId).length - 1,
    );
    expect(ids).toEqual(Array.from({ length: 200 }, () => 3));
    for (const socket of sockets) socket.destroy();
  });

  test('a server that goes away and comes back', async () => {
    const { address } = await start(server.address);
    await server[Symbol.asyncDispose]();
    await expect(get(address, '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(get(address, '/')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await using again = await startServer({ secret, listen: server.address });
    expect((await get(address, '/')).status).toBe(200);
    expect(again.address).toEqual(server.address);
  });

  test('SIGTERM ends it at once, whatever is open', async () => {
    const { address, process: child, exited } = await start(server.address);
    const [idle, waiting] = [await connected(address), await connected(address)];
    waiting.write('GET / HTTP/1.1\r\nHo');
    child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(await Promise.all([everything(idle), everything(waiting)])).toEqual(['', '']);
  });
});

describe('bytes', () => {
  const preamble = `FLEXBUILD/1 ${secret} 127.0.0.1\n`;

  test('what a client ends after its request is still answered', async () => {
    await using server = await listening((socket) => {
      void everything(socket).then((text) => socket.end(`got ${text}`));
    });
    const { address } = await start(addressOf(server));
    const client = await connected(address);
    client.end('a request');
    expect(await everything(client)).toBe(`got ${preamble}a request`);
  });

  test('what a server ends first still takes what the client has to say', async () => {
    const heard: Promise<string>[] = [];
    await using server = await listening((socket) => {
      heard.push(everything(socket));
      socket.end('early');
    });
    const { address } = await start(addressOf(server));
    const client = await connected(address);
    expect(await everything(client)).toBe('early');
    client.end('late');
    await once(client, 'close');
    expect(await Promise.all(heard)).toEqual([`${preamble}late`]);
  });

  test('megabytes both ways, to a reader that waits', async () => {
    const megabytes = Buffer.alloc(8 * 2 ** 20, 'flexbuild metadata ');
    await using server = await listening((socket) => {
      socket.pause();
      socket.write(megabytes, () => void everything(socket).then((text) => socket.end(String(text.length))));
    });
    const { address } = await start(addressOf(server));
    const client = await connected(address);
    client.pause();
    client.end(megabytes);
    const received = await everything(client);
    const length = String(preamble.length + megabytes.length);
    expect(received.slice(megabytes.length)).toBe(length);
    expect(received.startsWith(megabytes.toString('latin1'))).toBe(true);
  });
});

test('it uses no module that python3-minimal lacks, and is Python 3.5', async () => {
  const imported = [...readFileSync(program, 'utf8').matchAll(/^ *(?:import|from) (\S+)/gm)].map(
    (match) => match[1],
  );
  expect(imported).toEqual(['fcntl', 'os', 'selectors', 'signal', 'socket', 'struct', 'sys', 'time']);
  const check = 'import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 5))';
  const child = spawn('python3', ['-c', check, program], { stdio: 'inherit' });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
