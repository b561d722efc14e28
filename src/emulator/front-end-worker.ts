import { keepHeapSmall } from '../core/index.ts';
import { serveAsWorker } from '../frontend/index.ts';
import { appRouter, type AppRouting } from './router.ts';

// The program of a worker's process: it serves an app's requests by what the main process tells of the app's instances.
keepHeapSmall();
serveAsWorker<AppRouting>(appRouter);
