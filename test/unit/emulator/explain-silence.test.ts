import { expect, test } from 'vitest';
import { explainSilence } from '../../../src/emulator/explain-silence.ts';

const status = {
  service: 'default',
  version: 'v1',
  instance: 'aef-default-v1-0000',
  state: 'ready',
  detail: null,
  address: null,
  restarts: 0,
} as const;

test.each([
  [{ ...status, state: 'crashed', detail: 'exit code 3' }, ['Traceback'], 'It is crashed (exit code 3).'],
  [{ ...status, state: 'stopping' }, [], 'It is stopping.'],
  [
    status,
    ['Listening at: http://127.0.0.1:8080 (1)'],
    'It says that it listens only on 127.0.0.1:8080, inside its container.',
  ],
  [status, ['listening on port 3000'], 'It says that it listens on port 3000.'],
  [status, ['Listening at: http://0.0.0.0:8080 (1)'], 'Its last lines may tell why.'],
  [status, [], 'It has written nothing.'],
] as const)('%j after %j', (silent, lines, reason) => {
  expect(explainSilence({ status: silent, listen: { host: '0.0.0.0', port: 8080 }, lines })).toEqual({
    reason,
    lines,
  });
});
