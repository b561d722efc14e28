import { execFileSync } from 'node:child_process';
import { test } from 'vitest';

/** Whole processes, so that start-up counts; the peer is Node doing nothing. */
test('start-up beside bare node', async ({ bench }) => {
  const run =
    (...args: string[]) =>
    () =>
      void execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const app = 'examples/python-flask';
  await bench.compare(
    bench('node -e 0', run('-e', '0')),
    bench('flexbuild --version', run('dist/bin.js', '--version')),
    bench('flexbuild check', run('dist/bin.js', 'check', app)),
    bench('flexbuild plan', run('dist/bin.js', 'plan', app)),
    bench('flexbuild gen-config', run('dist/bin.js', 'gen-config', '--custom', '--stdout', app)),
    { iterations: 20, time: 0, warmupIterations: 3, warmupTime: 0 },
  );
});
