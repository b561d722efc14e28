import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';

/** The same app as main.py, on Node's own server. */
const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://a');
  if (pathname === '/stream') {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'X-Accel-Buffering': 'no' });
    for (let number = 0; number < 1000; number++) response.write(`${number}\n`);
    response.end();
    return;
  }
  if (pathname === '/nothing') {
    response.writeHead(204).end();
    return;
  }
  void digestOf(request).then((body) => {
    const { method, headers } = request;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ method, path: pathname, query: String(searchParams), ...body, headers }));
  });
});
server.listen(Number(process.env['PORT']), '127.0.0.1');

async function digestOf(request: IncomingMessage) {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
  }
  return { length, sha256: hash.digest('hex') };
}
