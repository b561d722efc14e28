import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { compiledTemplates } from '../compiled-templates.js';
import { ownManifest } from '../own-manifest.js';
import { pastDoors } from '../past-doors.js';
import { readRuntimes } from '../read-runtimes.js';
import { packageTexts } from './package-texts.js';

const shared = { bundle: true, platform: 'node', target: 'node24', format: 'cjs', logLevel: 'warning' };

/**
 * Writes two files into `folder`: the whole command line as one script, and what starts it. Gives their names, and the
 * paths of all sources that are in them. Nothing is minified: the stack of a defect is to be read.
 */
export async function bundleProgram(folder) {
  const names = { program: 'program.js', starter: 'starter.js' };
  const { outputFiles, metafile } = await build({
    ...shared,
    entryPoints: ['build/release/main.js'],
    write: false,
    metafile: true,
    // What modules have, and a script does not.
    banner: { js: '(function (require, __filename, __dirname) {' },
    footer: { js: '})' },
    supported: { 'dynamic-import': false },
    // The archive has them in a file.
    legalComments: 'none',
    plugins: [packageTexts, compiledTemplates, ownManifest, readRuntimes, pastDoors, withoutNativeParts],
  });
  const [{ text }] = outputFiles;
  await writeFile(join(folder, names.program), text);
  await build({
    ...shared,
    entryPoints: ['build/release/starter.js'],
    outfile: join(folder, names.starter),
    define: { programDigest: JSON.stringify(digestOf(text)) },
    plugins: [pastDoors],
  });
  return { ...names, sources: Object.keys(metafile.inputs) };
}

/** ssh2 tries to load compiled parts, and does without: https://github.com/mscdex/ssh2#installation */
const withoutNativeParts = {
  name: 'without-native-parts',
  setup({ onResolve }) {
    onResolve({ filter: /^cpu-features$|\.node$/ }, ({ path }) => ({ path, external: true }));
  },
};

const digestOf = (text) => createHash('sha256').update(text).digest('hex').slice(0, 16);
