import type { PlannedFile } from '../plan/index.ts';
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
  const { default: handlebars } = await import('handlebars');
  return files.map(({ path, template, view }) => {
    // Dockerfiles and Python files are no HTML, so nothing is escaped.
    const render = handlebars.compile(loadTemplate(template), {
      strict: true,
      noEscape: true,
      knownHelpersOnly: true,
    });
    return { path, text: render(view) };
  });
}
