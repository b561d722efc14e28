import type { PlannedFile } from '../plan/index.ts';
import { compileTemplate } from './compile.ts';
import type { FileSet } from './types.ts';

/** Gives a template's text by its path: `runtimes/python/Dockerfile.hbs`. */
export type LoadTemplate = (path: string) => string;

/**
 * Makes text files of a plan's files. A name that a template uses and its view lacks throws: a file with a hole in it
 * is never made.
 */
export async function renderFiles(
  files: readonly PlannedFile[],
  loadTemplate: LoadTemplate,
): Promise<FileSet> {
  return await Promise.all(
    files.map(async ({ path, template, view }) => {
      const fill = await compileTemplate(loadTemplate(template));
      return { path, text: fill(view) };
    }),
  );
}
