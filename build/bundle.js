import { build } from 'esbuild';
import { pastDoors } from './past-doors.js';
import { readRuntimes } from './read-runtimes.js';

// One bundle with split chunks: what a command does not need is not read. Packages with native parts, and those that
// are only needed for long work, stay outside of it.
await build({
  entryPoints: {
    bin: 'src/cli/bin.ts',
    index: 'src/index.ts',
    metadata: 'src/metadata/index.ts',
    testing: 'src/testing/index.ts',
    'front-end-worker': 'src/emulator/front-end-worker.ts',
    testcontainers: 'src/testing/testcontainers/index.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  logLevel: 'warning',
  external: [
    'dockerode',
    '@grpc/grpc-js',
    'handlebars',
    'execa',
    're2js',
    'jose',
    'tar-stream',
    'testcontainers',
  ],
  alias: { 'node:http': './build/http.cjs', 'node:https': './build/https.cjs' },
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
  plugins: [readRuntimes, pastDoors],
});
