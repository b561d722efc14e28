import { serveSession, startEmulator } from '../../src/emulator/index.ts';
import { failure } from '../../src/core/index.ts';
import { emulatorOptions, sessionOptions } from './emulator-options.ts';
import { fakeHost } from './fake-host.ts';

/**
 * A process of its own for the tests of background sessions: `node served-session.ts STATE_FOLDER ID WHAT`, where WHAT is
 * `serves`, `fails` with a diagnostic, `breaks` before it is known, or `hangs` until it is told to end.
 */
const [, , stateFolder = '', id = '', what = ''] = process.argv;

if (what === 'breaks') {
  process.stderr.write('it broke\n');
  process.exit(5);
}
const interrupted = new AbortController();
process.once('SIGTERM', () => interrupted.abort());
const job = { notify: () => undefined, signal: interrupted.signal };
await using session = await serveSession(sessionOptions(stateFolder, { id, detached: true }), job);
await using host = fakeHost((app) => {
  if (what === 'hangs') return;
  app.write('hello');
  app.listen((_request, response) => response.end('served'));
});
try {
  if (what === 'fails') throw failure({ code: 'FB5401', message: 'it failed' });
  const emulator = await startEmulator(emulatorOptions(host), session.job);
  session.running(emulator);
  await emulator.stopped;
} catch (cause) {
  await session.failed(cause);
  process.exitCode = 1;
}
