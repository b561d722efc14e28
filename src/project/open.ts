import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { codeOf, failure, messageOf, type Diagnostic } from '../core/index.ts';
import { missingAppYaml, readAppYaml } from '../manifest/index.ts';
import { makePlan, type ImageOverride } from '../plan/index.ts';
import { loadRuntimes } from '../runtimes/index.ts';
import { folderSource } from '../source/index.ts';
import type { Project, ProjectRequest } from './types.ts';

/**
 * Reads and plans one service of an app. Changes nothing.
 * Throws a `FlexbuildError` with every problem of app.yaml and of the plan; warnings are in `plan.diagnostics`.
 */
export function openProject(request: ProjectRequest): Project {
  const app = readApp(findApp(request));
  return planApp(app, chosenImage(request, app.folder));
}

/** One service of an app on disk that nothing has been decided about. */
export type UnplannedApp = Omit<Project, 'plan'> & { readonly diagnostics: readonly Diagnostic[] };

/** Which files an app is made of, and how their texts are read. */
export interface AppPlace
  extends Pick<Project, 'folder' | 'configFile'>, Pick<ProjectRequest, 'substitutions'> {
  /** How messages name the folder. */
  readonly folderName: string;
}

/** Where the app is that `request` means; whether there is an app.yaml shows when it is read. */
export function findApp({
  target,
  context,
  substitutions,
}: Pick<ProjectRequest, 'target' | 'context' | 'substitutions'>): AppPlace {
  const configFile = findConfig(target);
  const folderName = context ?? dirname(configFile);
  return { configFile, folder: resolve(folderName), folderName, substitutions };
}

/** Reads an app's yaml file, or takes `text` for it. Throws every problem of it at once. */
export function readApp(place: AppPlace, text: string = readConfig(place.configFile)): UnplannedApp {
  const { configFile, folder, folderName, substitutions } = place;
  const { app, diagnostics } = readAppYaml({ file: configFile, text, substitutions, readFile: readIncluded });
  const name = nameOf(folder, app.config.service);
  return {
    name,
    folder,
    configFile,
    configText: text,
    app,
    source: folderSource(folder, folderName),
    diagnostics,
  };
}

/** Plans an app. Throws every problem of the plan at once. */
export function planApp(unplanned: UnplannedApp, image: ImageOverride | null): Project {
  const { diagnostics, ...project } = unplanned;
  const plan = makePlan({ ...project, runtimes: loadRuntimes(), image });
  return { ...project, plan: { ...plan, diagnostics: [...diagnostics, ...plan.diagnostics] } };
}

/** The yaml file that `target` means: itself, or the app.yaml of a folder. */
function findConfig(target: string): string {
  const found = statSync(target, { throwIfNoEntry: false });
  if (!found) {
    throw failure({
      code: 'FB3201',
      message: `there is no file or folder "${target}"`,
      hint: 'Name the folder of an app, or its app.yaml.',
    });
  }
  return found.isDirectory() ? join(target, 'app.yaml') : target;
}

/** The text of a yaml file. Throws FB1001 where it is not there, and FB3202 where it cannot be read. */
export function readConfig(configFile: string): string {
  const text = readIncluded(configFile);
  if (text === null) throw missingAppYaml(dirname(configFile));
  return text;
}

/** The text of a file that an app.yaml includes; null where there is no such file. Throws FB3202 where it cannot be read. */
export function readIncluded(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(cause) ?? '')) return null;
    throw failure(
      {
        code: 'FB3202',
        message: `"${file}" cannot be read: ${messageOf(cause)}`,
        hint: 'Make it readable for this user.',
      },
      { cause },
    );
  }
}

function chosenImage({ dockerfile, image }: ProjectRequest, folder: string): ImageOverride | null {
  if (image !== null) return { kind: 'prebuilt', reference: image };
  if (dockerfile === null) return null;
  const path = relative(folder, resolve(dockerfile));
  if (path.startsWith('..') || isAbsolute(path)) {
    throw failure({
      code: 'FB3203',
      message: `the Dockerfile "${dockerfile}" lies outside of the folder that is built, "${folder}"`,
      hint: 'Name the folder that holds both with --context.',
    });
  }
  return { kind: 'dockerfile', path: path.split('\\').join('/'), bases: [] };
}

/** Fit for an image reference: `my app` with the service `api` is `my-app-api`. */
function nameOf(folder: string, service: string): string {
  const plain = basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return [plain || 'app', service].join('-');
}
