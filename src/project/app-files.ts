import { basename } from 'node:path';
import { makeContext, readIgnoreRules, type BuildContext } from '../context/index.ts';
import type { Job } from '../core/index.ts';
import { renderFiles, templateLoader } from '../render/index.ts';
import type { Project } from './types.ts';

/** What an image of an app holds of its files. */
export interface AppFiles {
  /** The app's own folder. */
  readonly folder: string;
  readonly entries: BuildContext['entries'];
}

/** The files that an image of `project` would hold, generated ones included: for running it without one. */
export async function appFiles(project: Project, job: Job): Promise<AppFiles> {
  const { image } = project.plan;
  const rendered = image.kind === 'generated' ? await renderFiles(image.files, templateLoader()) : [];
  const generated = rendered.filter(({ path }) => path !== 'Dockerfile');
  const { rules, diagnostics } = await readIgnoreRules({
    source: project.source,
    skipFiles: project.app.config.skipFiles,
    dockerfile: 'Dockerfile',
    required: [basename(project.configFile)],
    generated,
    locate: () => project.app.locate('skip_files'),
  });
  diagnostics.forEach((diagnostic) => job.notify({ kind: 'diagnostic', diagnostic }));
  const { entries } = await makeContext({
    source: project.source,
    rules,
    generated,
    dockerfile: null,
    sourceDateEpoch: null,
  });
  return { folder: project.folder, entries };
}
