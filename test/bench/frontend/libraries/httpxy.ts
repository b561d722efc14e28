import { Agent, createServer } from 'node:http';
import type { Socket } from 'node:net';
import { createProxyServer } from 'httpxy';
import { headersFor, via } from './rewriting.ts';

/** httpxy before one origin: `httpxy.ts PORT ORIGIN`. */
const [port, origin] = process.argv.slice(2).map(Number) as [number, number];
const proxy = createProxyServer({
  target: `http://127.0.0.1:${origin}`,
  agent: new Agent({ keepAlive: true }),
});
proxy.on('proxyReq', (outgoing, request) => {
  for (const [name, value] of Object.entries(headersFor(request))) outgoing.setHeader(name, value);
});
proxy.on('proxyRes', ({ headers }) => (headers.via = via));
proxy.on('error', (_cause, _request, answer) => answer?.destroy());
createServer((request, response) => void proxy.web(request, response))
  .on('upgrade', (request, socket: Socket, head: Buffer) => void proxy.ws(request, socket, {}, head))
  .listen({ host: '127.0.0.1', port });
