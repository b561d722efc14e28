import { serveAsWorker } from '../../../src/frontend/index.ts';
import type { TestRouting } from './start.ts';

/** A worker that says who it is, and ends when it is told to. Else `Host: instance:PORT` says which one is meant. */
serveAsWorker<TestRouting>((current) => ({ url, host }) => {
  if (url === '/who')
    return { kind: 'unavailable', status: 503, reason: `pid=${process.pid};`, instances: [] };
  if (url === '/crash') process.kill(process.pid, 'SIGKILL');
  if (url === '/throw') throw new Error('told to');
  const [, port] = /^instance:(\d+)$/.exec(host) ?? [];
  const address = port === undefined ? current().address : { host: '127.0.0.1', port: Number(port) };
  return { kind: 'instance', address, instance: 'instance-0' };
});
