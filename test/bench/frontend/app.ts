import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';

/** What the origin cannot do by itself: reads uploads to their end, and sends every WebSocket message back. */
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => response.end());
});
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => {
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
});
server.keepAliveTimeout = 600_000;
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
