import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The folder of this package: the same from the sources and from what is built of them. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('flexbuild/package.json'));
}

/** flexbuild's own version, as its package.json has it. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(packageFolder(), 'package.json'), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
