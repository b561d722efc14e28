import { keepHeapSmall } from '../../../src/core/index.ts';
import { serveAsWorker, type Route } from '../../../src/frontend/index.ts';

/** One of the processes of `workers.ts`. */
keepHeapSmall();
serveAsWorker<Route>((current) => () => current());
