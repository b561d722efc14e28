import { expect, test } from 'vitest';
import { strayChanges } from '../../../src/contract/checks/stray-changes.ts';
import type { FileChange } from '../../../src/engine/index.ts';

test.each<[what: string, changes: string, stray: string]>([
  ['nothing', '', ''],
  ['a file of scratch', 'changed /tmp, added /tmp/one', ''],
  ['a log', 'changed /var, changed /var/log, changed /var/log/app.log', ''],
  ['a folder that only begins like scratch', 'added /tmpfiles', 'added /tmpfiles'],
  ['a file in the app', 'changed /app, added /app/data.db', 'added /app/data.db'],
  [
    'a file in a new folder',
    'changed /app, added /app/up, added /app/up/a, added /app/up/b',
    'added /app/up/a, added /app/up/b',
  ],
  ['a folder that is as empty as before', 'changed /app', 'changed /app'],
  ['what is gone', 'changed /etc, deleted /etc/motd', 'deleted /etc/motd'],
  ['bytecode', 'changed /app, added /app/__pycache__, added /app/__pycache__/main.cpython-311.pyc', ''],
  ['caches of a home', 'changed /root, added /root/.npm, added /root/.npm/_logs, added /root/.cache/x', ''],
  ['a volume where the image has no folder', 'changed /mnt, added /mnt/scratch', ''],
])('%s: %j leaves %j', (_what, changes, stray) => {
  expect(strayChanges(parsed(changes), ['/mnt/scratch'])).toEqual(parsed(stray));
});

function parsed(text: string): readonly FileChange[] {
  return text
    .split(', ')
    .filter((one) => one !== '')
    .map((one) => {
      const [kind, path] = one.split(' ') as [FileChange['kind'], string];
      return { kind, path };
    });
}
