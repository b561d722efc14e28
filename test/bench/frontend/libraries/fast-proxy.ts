import { createServer } from 'node:http';
import fastProxy from 'fast-proxy';
import { headersFor, via } from './rewriting.ts';

/** fast-proxy before one origin, with the faster one of its two clients: `fast-proxy.ts PORT ORIGIN`. */
const [port, origin] = process.argv.slice(2).map(Number) as [number, number];
const library = fastProxy({ base: `http://127.0.0.1:${origin}`, undici: true });
createServer((request, response) => {
  library.proxy(request, response, request.url ?? '/', {
    rewriteRequestHeaders: (_request, headers) => ({ ...headers, ...headersFor(request) }),
    rewriteHeaders: (headers) => ({ ...headers, via }),
  });
}).listen({ host: '127.0.0.1', port });
