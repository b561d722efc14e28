import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { failure, packageVersion, shellWord, wantedNode, type Job } from '../core/index.ts';
import { renderFiles, templateLoader } from '../render/index.ts';
import type { CiSystem } from './ci-systems.ts';
import { replaceFile } from './generate-write.ts';
import { readLock } from './lock.ts';
import { openProject } from './open.ts';

/** A workflow that checks, builds and tests an app. */
export interface CiFile {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

interface CiForm {
  /** Below the repository's top folder. */
  readonly path: string;
  readonly template: string;
  /** What the system would replace in a script before the shell reads it. */
  readonly escape: (text: string) => string;
}

const forms: Readonly<Record<CiSystem, CiForm>> = {
  github: {
    path: '.github/workflows/flexbuild.yml',
    template: 'templates/ci/github.yml.hbs',
    escape: (text) => text,
  },
  gitlab: { path: '.gitlab-ci.yml', template: 'templates/ci/gitlab.yml.hbs', escape: (text) => text },
  cloudbuild: {
    // App Engine would take a cloudbuild.yaml for the way to build the app.
    path: 'flexbuild.cloudbuild.yaml',
    template: 'templates/ci/cloudbuild.yaml.hbs',
    // https://docs.cloud.google.com/build/docs/configuring-builds/substitute-variable-values
    escape: (text) => text.replaceAll('$', '$$$$'),
  },
};

/**
 * Makes the workflow of the app in `folder` for one system, in memory. It compares generated files where there is a lock.
 * Throws whatever planning throws.
 */
export async function newCiFile({
  folder,
  system,
}: {
  readonly folder: string;
  readonly system: CiSystem;
}): Promise<CiFile> {
  const project = openProject({
    target: folder,
    context: null,
    dockerfile: null,
    image: null,
    substitutions: null,
  });
  const top = repositoryOf(project.folder);
  const { path, template, escape } = forms[system];
  const file = join(top, path);
  const view = {
    version: packageVersion(),
    node: /\d+/.exec(wantedNode())?.[0],
    app: escape(shellWord(relative(top, project.folder) || '.')),
    hasLock: readLock(project.folder) !== null,
  };
  const [rendered] = await renderFiles(
    [{ path, template, view, decidedBy: {}, setBy: {} }],
    templateLoader(),
  );
  if (!rendered) throw new TypeError(`${template} made no file`);
  return { file, text: rendered.text };
}

/** Writes it, and the folders above it. Throws FB3250 where the file is there already. */
export function writeCiFile({ file, text }: CiFile, job: Job): void {
  refuseExisting(file);
  replaceFile(file, text);
  job.notify({ kind: 'file-written', path: file, directory: dirname(file) });
}

/** The nearest folder with a .git, which is where these systems look; the app's own where there is none. */
function repositoryOf(folder: string): string {
  let above = resolve(folder);
  while (!existsSync(join(above, '.git'))) {
    if (dirname(above) === above) return folder;
    above = dirname(above);
  }
  return above;
}

function refuseExisting(file: string): void {
  if (!existsSync(file)) return;
  throw failure({
    code: 'FB3250',
    message: `there is a "${file}" already`,
    hint: 'Print the new one with --stdout, and add its steps by hand.',
  });
}
