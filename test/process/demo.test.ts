import { spawnSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { packageFolder } from '../../src/index.ts';

/** Debian's nobody: in no group that may talk to an engine. */
const nobody = 65534;

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'flexbuild-test-'));
  if (process.getuid?.() === 0) chownSync(home, nobody, nobody);
});
afterAll(() => rmSync(home, { recursive: true }));

function asNobody(command: string, ...args: readonly string[]) {
  const prefix = ['--reuid', `${nobody}`, '--regid', `${nobody}`, '--clear-groups', '--'];
  const env = { ...process.env, HOME: home, XDG_CACHE_HOME: undefined, XDG_RUNTIME_DIR: undefined };
  return spawnSync('setpriv', [...prefix, command, ...args], { cwd: packageFolder(), encoding: 'utf8', env });
}

/** Only root can become somebody else, and a checkout in root's own folders is closed to others. */
const canTry = process.getuid?.() === 0 && asNobody('test', '-r', 'dist/bin.js').status === 0;

test.runIf(canTry)('make demo shows its page to a user who cannot have an engine', () => {
  const { status, stdout, stderr } = asNobody('make', 'demo');
  expect(stdout, stderr).toContain('Hello from default version');
  expect(stderr).toContain('not enforced');
  expect(status).toBe(0);
});
