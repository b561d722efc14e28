import { build } from 'esbuild';
import { builtins } from './builtins.js';
import { pastDoors } from './past-doors.js';

/** Writes the programs that run in processes of their own, each with what it needs and nothing else: there may be many of them. */
export async function bundlePrograms() {
  await build({
    entryPoints: { 'front-end-worker': 'src/emulator/front-end-worker.ts' },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'warning',
    packages: 'external',
    plugins: [builtins, pastDoors],
  });
}
