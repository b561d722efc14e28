// Does what App Engine asks of every app, but for one thing: what FAULT names.
const { createServer } = require('node:http');

const fault = process.env.FAULT;
const kept = [];

const faultyLines = {
  'broken-json': '{"message": "half a',
  'unknown-severity': JSON.stringify({ severity: 'LOUD', message: 'hello' }),
};
console.log(faultyLines[fault] ?? JSON.stringify({ severity: 'INFO', message: 'hello' }));

const paths = {
  '/ready': (answer) => answer.writeHead(fault === 'not-ready' ? 503 : 200).end('ready\n'),
  '/live': (answer) => answer.writeHead(fault === 'not-live' ? 404 : 200).end('live\n'),
  '/slow': (answer) => setTimeout(() => answer.end('slow\n'), 400),
  '/': (answer) => {
    if (fault === 'leak') kept.push(Buffer.alloc(1024 * 1024, 1));
    if (fault === 'redirect') answer.writeHead(301, { Location: 'https://localhost/' });
    answer.end(JSON.stringify({ colour: 'blue', sizes: { small: 1, large: 2 } }));
  },
};

const server = createServer((request, answer) =>
  (paths[request.url] ?? ((missing) => missing.writeHead(404).end()))(answer),
);

process.on('SIGTERM', () => {
  if (fault === 'ignores-sigterm') return;
  if (fault === 'drops-requests') process.exit(0);
  server.close(() => process.exit(0));
});

if (fault === 'ends') process.exit(3);
if (fault === 'never-listens') setInterval(() => undefined, 1000);
else server.listen(process.env.PORT, fault === 'loopback' ? '127.0.0.1' : '0.0.0.0');
