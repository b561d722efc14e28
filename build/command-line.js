import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { builtins } from './builtins.js';
import { compiledTemplates } from './compiled-templates.js';
import { oneScript } from './one-script.js';
import { ownManifest } from './own-manifest.js';
import { pastDoors } from './past-doors.js';
import { readRuntimes } from './read-runtimes.js';

const shared = { bundle: true, platform: 'node', target: 'node24', format: 'esm', logLevel: 'warning' };

/** Writes dist/bin.js, and the script that it runs: the whole command line, of which each command reads its part. */
export async function bundleCommandLine() {
  const script = await programScript();
  await mkdir('dist', { recursive: true });
  await writeFile('dist/cli.script.js', script);
  await build({
    ...shared,
    entryPoints: ['src/cli/bin.ts'],
    outdir: 'dist',
    define: { scriptDigest: JSON.stringify(createHash('sha256').update(script).digest('hex').slice(0, 16)) },
    plugins: [startedFromScript, builtins, pastDoors],
  });
}

async function programScript() {
  const bundle = await build({
    ...shared,
    entryPoints: { main: 'src/cli/main.ts' },
    outdir: 'dist',
    write: false,
    metafile: true,
    splitting: true,
    // Their licences lie beside them: they are installed with this package.
    legalComments: 'none',
    define: { 'import.meta.url': 'moduleUrl' },
    external: longWork,
    // Its ES modules, of which what nobody uses is left out; for Node, it has the CommonJS ones.
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
    plugins: [compiledTemplates, ownManifest, readRuntimes, pastDoors],
  });
  return await oneScript(bundle, 'main.js');
}

/** Packages that no quick command needs. */
const longWork = [
  'dockerode',
  '@grpc/grpc-js',
  'execa',
  're2js',
  'jose',
  'tar-stream',
  'handlebars',
  'asn1js',
  'pkijs',
];

/** What bin.ts takes for the program reads it from the script. */
const startedFromScript = {
  name: 'started-from-script',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\/main\.ts$/ }, ({ resolveDir }) =>
      resolve('./start-up/main-from-script.ts', { resolveDir, kind: 'dynamic-import' }),
    );
  },
};
