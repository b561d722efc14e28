import { packageFile } from './package-files.ts';

/** The versions of Node that flexbuild runs on, as its package.json has them: `>=24.5`. */
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
  return JSON.parse(packageFile('package.json')) as Manifest;
}
