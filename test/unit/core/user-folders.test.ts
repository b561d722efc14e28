import { expect, test } from 'vitest';
import { userFolders } from '../../../src/core/index.ts';

test('folders are below the home folder, where the environment names no others', () => {
  expect(userFolders({ env: {}, home: '/home/ada' })).toEqual({
    state: '/home/ada/.cache/flexbuild',
    code: '/home/ada/.cache/flexbuild/code',
    processes: '/home/ada/.cache/flexbuild/processes',
    environments: '/home/ada/.cache/flexbuild/environments',
    locks: '/home/ada/.cache/flexbuild/locks',
    authority: '/home/ada/.local/state/flexbuild/authority',
  });
});

test('what lives no longer than a login is where the system has a place for it', () => {
  const env = { XDG_RUNTIME_DIR: '/run/user/7', XDG_CACHE_HOME: '/cache', XDG_STATE_HOME: '/state' };
  const { state, processes, authority } = userFolders({ env, home: '/home/ada' });
  expect([state, processes, authority]).toEqual([
    '/run/user/7/flexbuild',
    '/cache/flexbuild/processes',
    '/state/flexbuild/authority',
  ]);
});
