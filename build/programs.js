import { build } from 'esbuild';
import { programs } from '../src/core/package-files.ts';
import { inPackage } from './in-package.js';
import { pastDoors } from './past-doors.js';

/** Writes the programs that run in processes of their own, each with what it needs and nothing else: there may be many of them. */
export async function bundlePrograms() {
  await build({ ...inPackage, entryPoints: programs, plugins: [...inPackage.plugins, pastDoors] });
}
