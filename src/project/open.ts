import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { codeOf, failure, messageOf } from '../core/index.ts';
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
  const configFile = findConfig(request.target);
  const folder = resolve(request.context ?? dirname(configFile));
  const configText = readConfig(configFile);
  const { app, diagnostics } = readAppYaml({
    file: configFile,
    text: configText,
    substitutions: request.substitutions,
  });
  const source = folderSource(folder, request.context ?? dirname(configFile));
  const plan = makePlan({ app, source, runtimes: loadRuntimes(), image: chosenImage(request, folder) });
  return {
    name: nameOf(folder, app.config.service),
    folder,
    configFile,
    configText,
    app,
    source,
    plan: { ...plan, diagnostics: [...diagnostics, ...plan.diagnostics] },
  };
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

function readConfig(configFile: string): string {
  try {
    return readFileSync(configFile, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') throw missingAppYaml(dirname(configFile));
    throw failure(
      {
        code: 'FB3202',
        message: `"${configFile}" cannot be read: ${messageOf(cause)}`,
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
