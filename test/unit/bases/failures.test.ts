import { expect, it } from 'vitest';
import { mmdebstrapFailure } from '../../../src/bases/failures.ts';

// Each as apt and mmdebstrap wrote it.
it.each([
  [
    'FB4103',
    'E: Release file for http://mirror.example/debian/dists/forky/InRelease is expired (invalid since 14d 23h 32min 17s). Updates for this repository will not be applied.',
    '14d 23h ago',
  ],
  [
    'FB4104',
    'E: Failed to fetch http://mirror.example/debian/dists/bookworm/InRelease  Could not connect to 127.0.0.1:9 (127.0.0.1). - connect (111: Connection refused)',
    '127.0.0.1:9',
  ],
  [
    'FB4104',
    "W: Failed to fetch http://mirror.example/debian/dists/bookworm/InRelease  Could not resolve 'mirror.example'",
    'mirror.example',
  ],
  ['FB4105', 'E: Unable to locate package python3.77', '"python3.77"'],
  ['FB4105', "E: Package 'python2' has no installation candidate", '"python2"'],
  [
    'FB4105',
    "E: The repository 'http://mirror.example/debian nosuch Release' does not have a Release file.",
    '"nosuch"',
  ],
  ['FB4106', 'tar: ./usr/lib/x: Cannot write: No space left on device', 'space'],
  ['FB4107', 'E: failed to get valid subuid/subgid range from /etc/subuid', 'user namespace'],
  [
    'FB4107',
    'E: unable to pick chroot mode automatically (use --mode for manual selection)',
    'user namespace',
  ],
  ['FB4108', 'E: something that nobody has seen yet', 'Debian x'],
])('%s: %s', (code, line, shown) => {
  const log = ['I: running apt-get update...', line, 'E: mmdebstrap failed to run'];
  const { diagnostics } = mmdebstrapFailure({ title: 'Debian x', log, cause: null });
  expect(diagnostics[0].code).toBe(code);
  expect(diagnostics[0].message).toContain(shown);
  expect(diagnostics[0].detail).toContain(line);
});
