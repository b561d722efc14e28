import { serveAsWorker } from '../../../src/frontend/index.ts';
import type { TestRouting } from './start.ts';

/** A worker that says who it is, and ends when it is told to; all else goes to one instance. */
serveAsWorker<TestRouting>((current) => ({ url }) => {
  if (url === '/who')
    return { kind: 'unavailable', status: 503, reason: `pid=${process.pid};`, instances: [] };
  if (url === '/crash') process.kill(process.pid, 'SIGKILL');
  if (url === '/throw') throw new Error('told to');
  const { address } = current();
  return { kind: 'instance', address, instance: 'instance-0' };
});
