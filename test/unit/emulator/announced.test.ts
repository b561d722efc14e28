import { expect, test } from 'vitest';
import { announcedAddresses, misplacedAddress } from '../../../src/emulator/announced.ts';

test.each([
  ['[2026-01-02 03:04:05 +0000] [1] [INFO] Listening at: http://127.0.0.1:8000 (1)', '127.0.0.1', 8000],
  ['INFO:     Uvicorn running on http://0.0.0.0:8080 (Press CTRL+C to quit)', '0.0.0.0', 8080],
  [' * Running on http://127.0.0.1:5000', '127.0.0.1', 5000],
  ['Starting development server at http://127.0.0.1:8000/', '127.0.0.1', 8000],
  ['Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...', '0.0.0.0', 8000],
  ['Serving HTTP on :: port 8000 (http://[::]:8000/) ...', '::', 8000],
  ['Server listening on port 3000', '0.0.0.0', 3000],
  ['listening on :9090', '0.0.0.0', 9090],
  ['listening on [::1]:8080', '::1', 8080],
])('%s', (line, host, port) => {
  expect(announcedAddresses([line])).toEqual([{ host, port }]);
});

test.each([
  'connecting to redis at http://127.0.0.1:6379',
  'listening to the radio',
  'Listening on the network',
])('says nothing of where it listens: %s', (line) => expect(announcedAddresses([line])).toEqual([]));

test.each([
  ['another port', ['Listening at: http://0.0.0.0:8000'], { host: '0.0.0.0', port: 8000 }],
  ['the container alone', ['Listening at: http://127.0.0.1:8080'], { host: '127.0.0.1', port: 8080 }],
  ['the right place', ['Listening at: http://0.0.0.0:8080'], null],
  [
    'all addresses, named one by one',
    [' * Running on http://127.0.0.1:8080', ' * Running on http://172.18.0.3:8080'],
    null,
  ],
  ['nothing', ['hello'], null],
])('an app that announces %s', (_case, lines, expected) => {
  expect(misplacedAddress(lines, { host: '0.0.0.0', port: 8080 })).toEqual(expected);
});

test('a process of this machine is reached on its own port, and on 127.0.0.1 too', () => {
  const listen = { host: '127.0.0.1', port: 36577 };
  expect(misplacedAddress(['Listening at: http://0.0.0.0:36577'], listen)).toBeNull();
  expect(misplacedAddress(['Listening at: http://127.0.0.1:36577'], listen)).toBeNull();
  expect(misplacedAddress(['Listening at: http://127.0.0.1:8080'], listen)).toMatchObject({ port: 8080 });
});
