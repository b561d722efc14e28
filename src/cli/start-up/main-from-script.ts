import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { userFolders } from '../../index.ts';
import type * as program from '../main.ts';
import { openCodeCache, type CodeCache } from './code-cache.ts';

/** Of the script, put here by the build. */
declare const scriptDigest: string;

type Start = (
  nodeRequire: NodeJS.Require,
  importPackage: (name: string) => Promise<unknown>,
  moduleUrl: string,
) => typeof program;

/**
 * `main` of the built package: reads the program as one script, together with the code that V8 made of it when the same
 * command ran before. Node's own compile cache keeps a module as it is before it runs, so that each function is compiled
 * again when it is called, and that takes longer than most commands do.
 */
export async function main(argv: readonly string[]): Promise<number> {
  // For the packages that the program imports.
  nodeModule.enableCompileCache();
  const filename = join(import.meta.dirname, 'cli.script.js');
  const cache = cacheFor(argv);
  const cachedData = cache?.read() ?? undefined;
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
  const start = script.runInThisContext() as Start;
  const nodeRequire = nodeModule.createRequire(import.meta.url);
  const { main: run } = start(nodeRequire, (name) => import(name), import.meta.url);
  const isKept = cachedData !== undefined && script.cachedDataRejected !== true;
  if (cache && !isKept) process.once('exit', () => cache.write(script.createCachedData()));
  return await run(argv);
}

function cacheFor([command = 'help']: readonly string[]): CodeCache | null {
  // Node's own switch for its compile cache: https://nodejs.org/api/cli.html#node_disable_compile_cache1
  if (process.env['NODE_DISABLE_COMPILE_CACHE'] === '1' || !/^[a-z-]+$/.test(command)) return null;
  const { code } = userFolders({ env: process.env, home: homedir() });
  return openCodeCache({ folder: code, digest: scriptDigest, command });
}
