import { readFileSync } from 'node:fs';
import nodeModule from 'node:module';
import { join } from 'node:path';
import type * as program from '../main.ts';
import { runScript } from './run-script.ts';

/** Of the script, put here by the build. */
declare const scriptDigest: string;

type Start = (
  nodeRequire: NodeJS.Require,
  importPackage: (name: string) => Promise<unknown>,
  moduleUrl: string,
) => typeof program;

/** `main` of the built package: the whole program is one script beside this one. */
export async function main(argv: readonly string[]): Promise<number> {
  const filename = join(import.meta.dirname, 'cli.script.js');
  const text = readFileSync(filename, 'latin1');
  const start = runScript({ text, filename, digest: scriptDigest, argv }) as Start;
  const nodeRequire = nodeModule.createRequire(import.meta.url);
  const { main: run } = start(nodeRequire, importPackage, import.meta.url);
  return await run(argv);
}

async function importPackage(name: string): Promise<unknown> {
  nodeModule.enableCompileCache();
  return await import(name);
}
