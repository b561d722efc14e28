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

/** Programs of this package that are started by themselves, and where they are among its sources; the build compiles each. */
export const programs = { 'front-end-worker': 'src/emulator/front-end-worker.ts' } as const;

export type ProgramName = keyof typeof programs;

/** The file of a program of this package: a source, or what is built of it. */
export function programFile(name: ProgramName): string {
  const fromSource = import.meta.url.endsWith('.ts');
  return join(packageFolder(), fromSource ? programs[name] : `dist/${name}.js`);
}

/** The folder of this package: the same from the sources and from what is built of them. */
export function packageFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('flexbuild/package.json'));
}
