import { throwErrorsAmong, type Diagnostic, type Span } from '../core/index.ts';
import type { FileSet } from '../render/index.ts';
import type { SourceTree } from '../source/index.ts';
import { dockerIgnore } from './docker-ignore.ts';
import type { IgnoreRules } from './types.ts';
import { uploadRules } from './upload-rules.ts';

/**
 * What of an app goes to the engine: first what gcloud would upload (.gcloudignore, else `skip_files`, else the flexible
 * environment's own list), then .dockerignore as `docker build` reads it. `<Dockerfile>.dockerignore` comes before
 * .dockerignore, as it does for BuildKit; a .dockerignore among `generated` counts where the app has none.
 * `skipFiles` are RE2 patterns, null where app.yaml sets none; `required` are files that gcloud must be able to upload.
 * Throws FB3001 to FB3005 for what gcloud or docker would refuse; the diagnostics that are returned are warnings.
 */
export async function readIgnoreRules({
  source,
  skipFiles,
  dockerfile,
  generated = [],
  required = [],
  locate = () => null,
}: {
  readonly source: SourceTree;
  readonly skipFiles: readonly string[] | null;
  /** Its path in the app, whether it is there or not. */
  readonly dockerfile: string;
  readonly generated?: FileSet;
  readonly required?: readonly string[];
  /** Where app.yaml sets `skip_files`. */
  readonly locate?: () => Span | null;
}): Promise<{ readonly rules: IgnoreRules; readonly diagnostics: readonly Diagnostic[] }> {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const upload = await uploadRules({ source, skipFiles, required, locate, report });
  const docker = await dockerRules({ source, dockerfile, generated, report });
  throwErrorsAmong(diagnostics);
  const lists = docker ? [upload, docker] : [upload];
  return { rules: joined(lists), diagnostics };
}

async function dockerRules({
  source,
  dockerfile,
  generated,
  report,
}: {
  readonly source: SourceTree;
  readonly dockerfile: string;
  readonly generated: FileSet;
  readonly report: (diagnostic: Diagnostic) => void;
}): Promise<IgnoreRules | null> {
  for (const file of [`${dockerfile}.dockerignore`, '.dockerignore']) {
    const text = source.readText(file) ?? generated.find(({ path }) => path === file)?.text ?? null;
    if (text !== null) return await dockerIgnore({ file, text, report });
  }
  return null;
}

/** A path goes to the engine where no list leaves it out. */
function joined(lists: readonly IgnoreRules[]): IgnoreRules {
  return {
    leavesOut: (entry) => lists.some((list) => list.leavesOut(entry)),
    passesOver: (folder) => lists.some((list) => list.passesOver(folder)),
    from: lists.flatMap(({ from }) => from),
  };
}
