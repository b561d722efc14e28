import { build } from 'esbuild';
import { pastDoors } from '../past-doors.js';
import { readRuntimes } from '../read-runtimes.js';
import { packageTexts } from './package-texts.js';

/**
 * Writes the whole command line as one CommonJS file, which is what an executable runs first, and gives the paths of the
 * sources that are in it. It is not minified: the stack of a defect is to be read.
 */
export async function bundleProgram(outfile) {
  const { metafile } = await build({
    entryPoints: ['build/release/main.js'],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    // Without files, there is but `require` of Node's own modules.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
    metafile: true,
    alias: { 'node:http': './build/http.cjs', 'node:https': './build/https.cjs' },
    plugins: [packageTexts, readRuntimes, pastDoors, withoutNativeParts],
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  return Object.keys(inputs);
}

/** ssh2 tries to load compiled parts, and does without: https://github.com/mscdex/ssh2#installation */
const withoutNativeParts = {
  name: 'without-native-parts',
  setup({ onResolve }) {
    onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path }) => ({ path, external: true }));
  },
};
