import { connectEngine } from '../../src/engine/index.ts';
import { startApp } from '../../src/emulator/index.ts';
import { runOptions } from './run-app.ts';

/** `node run-and-wait.ts STATE_FOLDER`: runs the test app until it is killed, and says its session's id once it answers. */
const engine = await connectEngine({ env: process.env });
const { id, ...options } = await runOptions(engine, { stateFolder: process.argv[2] ?? '' });
const emulator = await startApp(options, { notify: () => undefined, signal: new AbortController().signal });
process.stdout.write(`${id}\n`);
await emulator.stopped;
