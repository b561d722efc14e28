import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import type { ClientResponse } from '../../../src/frontend/client.ts';
import { createBlockStock } from '../../../src/frontend/block-stock.ts';
import { responseBlocks } from '../../../src/frontend/response-blocks.ts';
import { sendRaw, startRawInstance, startTestFrontEnd } from '../../support/http-peers.ts';

/** What is written to a client, piece by piece; the last one is marked. */
function recordedResponse(): { readonly response: ClientResponse; readonly written: string[] } {
  const written: string[] = [];
  const response = {
    write: (chunk: Buffer) => written.push(chunk.toString()) < 100,
    end: (chunk?: Buffer) => written.push(`${chunk?.toString() ?? ''}.`),
  };
  return { response: response as unknown as ClientResponse, written };
}

test.each([
  [4, ['ab'], ['ab.']],
  [4, ['ab', 'c'], ['abc.']],
  [4, ['ab', 'cd'], ['abcd', '.']],
  [4, ['ab', 'cdefgh', 'i'], ['abcd', 'efgh', 'i.']],
  [4, ['abcdef', 'g'], ['abcd', 'efg.']],
  [4, ['a', 'b', 'c', 'd', 'e'], ['abcd', 'e.']],
  [4, [], ['.']],
  [0, ['a', 'b'], ['', 'a', 'b', '.']],
])('in blocks of %d, %j is written as %j', (blockBytes, pieces, expected) => {
  const { response, written } = recordedResponse();
  const blocks = responseBlocks({ response, blockBytes, stock: createBlockStock(16) });
  const shared = Buffer.alloc(16);
  for (const piece of pieces) {
    // The next read overwrites what the last one brought.
    shared.write(piece);
    blocks.take(shared.subarray(0, piece.length));
  }
  blocks.end();
  expect(written).toEqual(expected);
});

test('large blocks are used again, and not before they are written', () => {
  const stock = createBlockStock(64 * 1024);
  const written: (() => void)[] = [];
  const seen: Buffer[] = [];
  const response = {
    write: (chunk: Buffer, done: () => void) => {
      seen.push(chunk);
      return written.push(done) > 0;
    },
    end: () => undefined,
  };
  const blocks = responseBlocks({
    response: response as unknown as ClientResponse,
    blockBytes: stock.bytes,
    stock,
  });
  blocks.take(Buffer.alloc(stock.bytes, 'a'));
  blocks.take(Buffer.alloc(stock.bytes, 'b'));
  expect(seen.map((block) => block.toString('latin1', 0, 1))).toEqual(['a', 'b']);
  written[0]?.();
  blocks.take(Buffer.alloc(stock.bytes, 'c'));
  expect(seen[2]?.buffer).toBe(seen[0]?.buffer);
  expect(seen[1]?.toString('latin1', 0, 1)).toBe('b');
});

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n';

test.each(['no', 'NO'])('X-Accel-Buffering: %s: the head and every piece come at once', async (value) => {
  let app: Socket | null = null;
  await using instance = await startRawInstance((socket) => {
    app = socket;
    socket.write(`${head}X-Accel-Buffering: ${value}\r\n\r\n`);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  const client = connect(frontEnd.address);
  client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  expect(String((await once(client, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n$/);
  (app as Socket | null)?.write('3\r\none\r\n');
  expect(String((await once(client, 'data'))[0])).toBe('3\r\none\r\n');
  client.destroy();
});

test('otherwise the client hears nothing before a block is full', async () => {
  const sockets = new Map<string, Socket>();
  await using instance = await startRawInstance((socket, { text }) => {
    const [, path = ''] = text.split(' ');
    sockets.set(path, socket);
    socket.write(`${head}\r\n3\r\none\r\n${path === '/other' ? '0\r\n\r\n' : ''}`);
  });
  await using frontEnd = await startTestFrontEnd(instance.address);
  const client = connect(frontEnd.address);
  let received = '';
  client.on('data', (bytes) => (received += bytes.toString()));
  client.write('GET /first HTTP/1.1\r\nHost: a\r\n\r\n');
  await vi.waitUntil(() => sockets.has('/first'), { interval: 1 });
  // Another client's whole exchange is time enough for bytes to arrive, if there were any.
  await sendRaw(frontEnd, 'GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
  expect(received).toBe('');

  sockets.get('/first')?.write(`fffd\r\n${'x'.repeat(0xfffd)}\r\n`);
  await once(client, 'data');
  expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n[0-9a-f]+\r\nonex/);
  client.destroy();
});
