import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Address, RequestRecord } from '../../../src/core/index.ts';
import { sendRaw, startTestFrontEnd } from '../../support/http-peers.ts';
import { hostileRequests } from './hostile-requests.ts';

test.each(hostileRequests)('$name', async ({ bytes, statuses, logged, reaches }) => {
  const app = await startRecordingApp();
  const records: RequestRecord[] = [];
  const onRequest = (record: RequestRecord) => records.push(record);
  const frontEnd = await startTestFrontEnd(app.address, { onRequest });
  const answers = await sendRaw(frontEnd, bytes);
  await frontEnd[Symbol.asyncDispose]();
  expect(statusesIn(answers)).toEqual(statuses);
  expect((await app.stop()).sort()).toEqual(reaches);
  expect(records.map(({ status }) => status).sort()).toEqual(logged ?? statuses);
});

interface RecordingApp {
  readonly address: Address;
  /** Method, target and body of each request, once every connection has ended. Throws where bytes follow a request. */
  stop(): Promise<string[]>;
}

/** Keeps every byte of every connection, and answers once a request is whole; each connection gets one. */
async function startRecordingApp(): Promise<RecordingApp> {
  const connections: string[] = [];
  const server = createServer((socket) => {
    const nth = connections.push('') - 1;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const text = `${connections[nth]}${bytes.toString('latin1')}`;
      connections[nth] = text;
      if (wholeRequest(text) !== null)
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    async stop() {
      server.close();
      await once(server, 'close');
      return connections.filter((text) => text !== '').map((text) => wholeRequest(text) ?? `half of ${text}`);
    },
  };
}

function wholeRequest(text: string): string | null {
  const [, line = '', fields = '', rest = ''] =
    /^(\S+ \S+) HTTP\/1\.1\r\n([^]*?\r\n)\r\n([^]*)$/.exec(text) ?? [];
  if (line === '') return null;
  if (/^transfer-encoding: chunked\r$/im.test(fields)) {
    const content = /^(?:([0-9a-f]+)\r\n([^]*)\r\n)?0\r\n\r\n$/.exec(rest);
    return content === null ? null : `${line} ${content[2] ?? ''}`;
  }
  const length = Number(/^content-length: (\d+)\r$/im.exec(fields)?.[1] ?? 0);
  if (rest.length < length) return null;
  if (rest.length > length) throw new Error(`bytes behind a request: ${text}`);
  return `${line} ${rest}`;
}

/** Status lines, bodies stepped over. */
function statusesIn(text: string): number[] {
  const statuses: number[] = [];
  for (let rest = text; rest !== '';) {
    const [head = '', status] = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n/.exec(rest) ?? [];
    if (status === undefined) throw new Error(`no answer: ${rest}`);
    statuses.push(Number(status));
    rest = rest.slice(head.length + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0));
  }
  return statuses;
}
