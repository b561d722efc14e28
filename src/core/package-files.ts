import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The text of a file of this package, `templates/dockerignore.hbs`. The build of the executable puts the texts in place of this file. */
export function packageFile(path: string): string {
  return readFileSync(join(packageFolder(), path), 'utf8');
}

/** Whether this is flexbuild's repository and no installed package. */
export function inCheckout(): boolean {
  return existsSync(join(packageFolder(), 'Makefile'));
}

/** The folder of this package: the same from the sources and from what is built of them. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('flexbuild/package.json'));
}
