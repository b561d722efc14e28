import { build } from 'esbuild';
import { builtins } from './builtins.js';
import { readRuntimes } from './read-runtimes.js';

/** Writes the doors of the library. Packages stay outside: whoever installs it has them once, and not once more in here. */
export async function bundleLibrary() {
  await build({
    entryPoints: {
      index: 'src/index.ts',
      metadata: 'src/metadata/index.ts',
      testing: 'src/testing/index.ts',
      testcontainers: 'src/testing/testcontainers/index.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'warning',
    packages: 'external',
    plugins: [builtins, readRuntimes],
  });
}
