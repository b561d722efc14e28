import { pidsOfWorkers, startTestWorkers } from './start.ts';

/** A main process to be killed: prints the ids of its workers as JSON, and stays. */
const frontEnd = await startTestWorkers({ host: '127.0.0.1', port: 1 });
console.log(JSON.stringify(await pidsOfWorkers(frontEnd, 2)));
