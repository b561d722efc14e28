import type { PlannedFile } from '../plan/index.ts';

/** Fills a template with a view. Throws where the template uses a name that the view lacks. */
export type Fill = (view: PlannedFile['view']) => string;

/** A name that a view lacks throws, and nothing is escaped: Dockerfiles and Python files are no HTML. */
export const compileOptions = { strict: true, noEscape: true, knownHelpersOnly: true } as const;

/** Compiles a template. The build puts what it compiled in place of this for the templates of this package. */
export async function compileTemplate(text: string): Promise<Fill> {
  const { default: handlebars } = await import('handlebars');
  return handlebars.compile(text, compileOptions);
}
