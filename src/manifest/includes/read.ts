import { dirname, join, normalize } from 'node:path';
import type { Diagnostic } from '../../core/index.ts';
import { readDocument, type Content, type YamlText } from '../document.ts';
import { pathKey } from '../reader.ts';
import type { Report } from '../report.ts';
import { includedFile, type includedYaml } from '../schema/included.ts';
import type { ObjectField } from '../schema/field.ts';
import type { Range } from '../yaml-problem.ts';

/** A file that `includes` names, read. */
export type Included = Content<typeof includedYaml>;

/** Gives a file's text by its path, from the working directory or absolute; null where there is no such file. */
export type ReadFile = (path: string) => string | null;

/** A file that may include others. */
interface Including {
  readonly file: string;
  readonly report: Report;
  readonly content: Pick<Content<ObjectField>, 'places' | 'whole'> & {
    readonly values: { readonly includes: readonly string[] | null };
  };
}

/**
 * Reads what an app.yaml includes, and what that includes, in gcloud's order: a file before those that it includes
 * itself, and each once. What is wrong in them is in `diagnostics`; a name without a file, or a circle, is in the report
 * of the file that has it.
 */
export function readIncluded(
  app: Including,
  { readFile, substitutions }: { readonly readFile: ReadFile } & Pick<YamlText, 'substitutions'>,
): { readonly included: readonly Included[]; readonly diagnostics: readonly Diagnostic[] } {
  const included: Included[] = [];
  const reports: Report[] = [];
  const seen = new Set<string>();
  const follow = (including: Including, chain: readonly string[]): void => {
    for (const { name, range } of includesOf(including)) {
      const found = find(name, { from: including.file, app: app.file, readFile });
      if (found === null) including.report.error(range, missing(name));
      else if (chain.includes(found.file)) including.report.error(range, circle(name));
      else if (!seen.has(found.file)) {
        seen.add(found.file);
        const { report, content } = readDocument({ ...found, substitutions }, includedFile);
        reports.push(report);
        if (content === null) continue;
        included.push(content);
        follow({ file: found.file, report, content }, [...chain, found.file]);
      }
    }
  };
  follow(app, [normalize(app.file)]);
  return { included, diagnostics: reports.flatMap((report) => report.diagnostics()) };
}

function includesOf({ content }: Including): readonly { readonly name: string; readonly range: Range }[] {
  const { places, values, whole } = content;
  return (values.includes ?? [])
    .map((name, index) => ({ name, key: pathKey(['includes', String(index)]) }))
    .filter(({ key }) => !places.failed.has(key))
    .map(({ name, key }) => ({ name, range: places.ranges.get(key) ?? whole }));
}

/** Beside the file that includes it, beside app.yaml, and from the working directory, as gcloud looks. */
function find(
  name: string,
  { from, app, readFile }: { readonly from: string; readonly app: string; readonly readFile: ReadFile },
): { readonly file: string; readonly text: string } | null {
  const folders = [dirname(from), dirname(app), ''];
  const files = folders.map((folder) => (name.startsWith('/') ? normalize(name) : join(folder, name)));
  for (const file of files.flatMap((path) => [path, join(path, 'include.yaml')])) {
    const text = readFile(file);
    if (text !== null) return { file, text };
  }
  return null;
}

const missing = (name: string) =>
  ({
    code: 'FB1018',
    message: `there is no file "${name}", which includes names`,
    hint: 'Write its path from this file, or remove it.',
  }) as const;

const circle = (name: string) =>
  ({
    code: 'FB1018',
    message: `"${name}" includes itself, by way of this line`,
    hint: 'Remove it.',
  }) as const;
