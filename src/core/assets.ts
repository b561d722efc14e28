import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of this package: the same from the sources and from what is built of them. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('flexbuild/package.json'));
}

/** The versions of Node that flexbuild runs on, as its package.json has them: `>=24`. */
export function wantedNode(): string {
  return ownManifest().engines.node;
}

/** flexbuild's own version, as its package.json has it. */
export function packageVersion(): string {
  return ownManifest().version;
}

interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

function ownManifest(): Manifest {
  return JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as Manifest;
}
