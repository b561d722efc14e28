import { error, spanAt, warning, type Diagnostic, type Span } from '../core/index.ts';
import type { SourceTree } from '../source/index.ts';
import type { IgnoreRules } from './types.ts';
import { skippedFiles } from './skip-files.ts';

type Report = (diagnostic: Diagnostic) => void;

/** What `gcloud app deploy` leaves out; problems that end a deployment are reported as errors. */
export async function uploadRules({
  source,
  skipFiles,
  required,
  locate,
  report,
}: {
  readonly source: SourceTree;
  readonly skipFiles: readonly string[] | null;
  readonly required: readonly string[];
  readonly locate: () => Span | null;
  readonly report: Report;
}): Promise<IgnoreRules> {
  const text = source.readText('.gcloudignore');
  if (text !== null && skipFiles !== null) {
    report(
      error({
        code: 'FB3001',
        message: 'the app has both a .gcloudignore file and skip_files, and gcloud refuses that',
        hint: 'Delete skip_files from app.yaml, and say in .gcloudignore what is not to be uploaded.',
        at: locate(),
      }),
    );
  }
  const list =
    text === null
      ? await skippedFiles({ patterns: skipFiles, locate, report })
      : await gcloudIgnore({ source, text, report });
  for (const path of required) {
    if (source.entry(path) && leavesOutWithin(list, path)) report(needed(path, list.from));
  }
  return list;
}

function needed(path: string, from: readonly string[]): Diagnostic {
  return error({
    code: 'FB3005',
    message: `${path} is needed for a deployment, but ${from.join(', ')} leaves it out`,
    hint: `Let ${path} in: gcloud answers "Required file is not uploaded".`,
  });
}

function leavesOutWithin(list: IgnoreRules, path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return (
    folders.some((_, depth) => list.passesOver(folders.slice(0, depth + 1).join('/'))) ||
    list.leavesOut({ path, kind: 'file' })
  );
}

/** gitignore's syntax; a folder that is left out is left out whole (gcloud's gcloudignore.FileChooser). */
async function gcloudIgnore({
  source,
  text,
  report,
}: {
  readonly source: SourceTree;
  readonly text: string;
  readonly report: Report;
}): Promise<IgnoreRules> {
  const { default: ignore } = await import('ignore');
  const matcher = ignore({ ignorecase: false, allowRelativePaths: true }).add(
    withIncludes({ source, text, report }),
  );
  const leavesOut: IgnoreRules['leavesOut'] = ({ path, kind }) =>
    matcher.ignores(kind === 'directory' ? `${path}/` : path);
  return {
    leavesOut,
    passesOver: (folder) => leavesOut({ path: folder, kind: 'directory' }),
    from: ['.gcloudignore'],
  };
}

/** `#!include:FILE` stands for the lines of a file beside it; those of that file are not followed, as in gcloud. */
function withIncludes({
  source,
  text,
  report,
}: {
  source: SourceTree;
  text: string;
  report: Report;
}): string {
  let offset = 0;
  const lines = text.split('\n').flatMap((written) => {
    const line = written.replace(/\r$/, '');
    const span = spanAt({
      file: '.gcloudignore',
      text,
      startOffset: offset,
      endOffset: offset + line.length,
    });
    offset += written.length + 1;
    const included = includedFile(line);
    if (included === null) return [line];
    const content = included.includes('/') ? null : source.readText(included);
    if (content === null) report(notIncludable(included, span));
    return content?.split(/\r?\n/).map((inner) => passedOver({ line: inner, file: included, report })) ?? [];
  });
  return lines.join('\n');
}

function includedFile(line: string): string | null {
  return line.startsWith('#!include:') ? line.slice('#!include:'.length) : null;
}

function passedOver({ line, file, report }: { line: string; file: string; report: Report }): string {
  if (includedFile(line) === null) return line;
  const message = `gcloud does not follow "${line}" in ${file}, since .gcloudignore includes that file itself`;
  report(warning({ code: 'FB3002', message, hint: `Put the line into .gcloudignore.` }));
  return '';
}

function notIncludable(included: string, at: Span): Diagnostic {
  const reason = included.includes('/') ? 'is not in the same folder' : 'does not exist';
  return error({
    code: 'FB3002',
    message: `.gcloudignore includes "${included}", which ${reason}`,
    hint: 'Include files that lie beside .gcloudignore, by their names alone.',
    at,
  });
}
