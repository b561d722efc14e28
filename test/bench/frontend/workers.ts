import { keepHeapSmall } from '../../../src/core/index.ts';
import { startFrontEndWorkers, type Route } from '../../../src/frontend/index.ts';
import { startedWith } from './started-with.ts';

/** The front end in two processes: as `flexbuild.ts`, and the file of a worker's program behind it. */
const { listen, tls, route, rest } = await startedWith(process.argv);
keepHeapSmall();
await startFrontEndWorkers<Route>({
  listen,
  tls,
  workers: 2,
  program: [process.execPath, ...rest],
  routing: route,
  defaultHostname: 'project.uc.r.appspot.com',
  onWorkerEnd: ({ message }) => console.error(message),
});
