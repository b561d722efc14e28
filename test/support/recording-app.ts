import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Address } from '../../src/core/index.ts';

/** An app that keeps what it gets, byte by byte. */
export interface RecordingApp extends AsyncDisposable {
  readonly address: Address;
  /** Method, target and body of each request since the last call, once every connection has ended. Throws where bytes follow a request. */
  taken(): Promise<string[]>;
}

/** Answers once a request is whole; each connection gets one. */
export async function startRecordingApp(): Promise<RecordingApp> {
  let connections: string[] = [];
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    let text = '';
    const nth = connections.push(text) - 1;
    const since = connections;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      server.emit('connection-ended');
    });
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1');
      since[nth] = text;
      if (wholeRequest(text) !== null)
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: { host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    async taken() {
      while (open.size > 0) await once(server, 'connection-ended');
      const texts = connections.filter((text) => text !== '');
      connections = [];
      return texts.map((text) => wholeRequest(text) ?? `half of ${text}`);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
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

/** The statuses of several answers, one behind the other. */
export function statusesIn(text: string): number[] {
  const statuses: number[] = [];
  for (let rest = text; rest !== '';) {
    const [head = '', status] = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n/.exec(rest) ?? [];
    if (status === undefined) throw new Error(`no answer: ${rest}`);
    statuses.push(Number(status));
    rest = rest.slice(head.length + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0));
  }
  return statuses;
}
