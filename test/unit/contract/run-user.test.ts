import { expect, test } from 'vitest';
import { runUserOf, type RunUser } from '../../../src/contract/checks/run-user.ts';

const passwd = 'root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:34::/var/www:/bin/sh\n';
const group = 'root:x:0:\nwww-data:x:34:\nlogs:x:4:syslog,www-data\n';

test.each<[written: string, user: RunUser | null]>([
  ['', { uid: 0, gids: [0] }],
  ['root', { uid: 0, gids: [0] }],
  ['www-data', { uid: 33, gids: [34, 4] }],
  ['33', { uid: 33, gids: [34, 4] }],
  ['1000', { uid: 1000, gids: [0] }],
  ['33:33', { uid: 33, gids: [33] }],
  ['www-data:logs', { uid: 33, gids: [4] }],
  ['nobody', null],
  ['33:nobody', null],
])('USER %j', (written, user) => {
  expect(runUserOf(written, { passwd, group })).toEqual(user);
});

test('an image without accounts knows numbers alone', () => {
  const none = { passwd: '', group: '' };
  expect(runUserOf('65532:65532', none)).toEqual({ uid: 65532, gids: [65532] });
  expect(runUserOf('www-data', none)).toBeNull();
});
