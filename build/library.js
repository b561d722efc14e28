import { build } from 'esbuild';
import { inPackage } from './in-package.js';
import { readRuntimes } from './read-runtimes.js';

/** Writes the doors of the library. */
export async function bundleLibrary() {
  await build({
    ...inPackage,
    entryPoints: {
      index: 'src/index.ts',
      metadata: 'src/metadata/index.ts',
      testing: 'src/testing/index.ts',
      testcontainers: 'src/testing/testcontainers/index.ts',
    },
    plugins: [...inPackage.plugins, readRuntimes],
  });
}
