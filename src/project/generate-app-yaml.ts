import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { failure, FlexbuildError, type Diagnostic, type Job } from '../core/index.ts';
import { minimalAppYaml } from '../manifest/index.ts';
import {
  detectRuntime,
  likelyEntrypoint,
  loadRuntimes,
  unknownRuntime,
  type Detection,
} from '../runtimes/index.ts';
import { folderSource } from '../source/index.ts';
import { refuseOtherRuntime, type GenerationRequest } from './generate.ts';
import { replaceFile } from './generate-write.ts';
import { findApp, planApp, readApp, type AppPlace } from './open.ts';

/** An app.yaml for an app without one. */
export interface NewAppYaml {
  /** Where it belongs, as the user named the place. */
  readonly file: string;
  readonly text: string;
  readonly runtime: string;
  /** Why it is this runtime: `found requirements.txt`. */
  readonly reason: string;
}

/**
 * Makes an app.yaml by what lies in the app's folder, in memory, and plans it: it is one that can be built.
 * Throws FB2001 where nothing there is known, FB2020 for an app that says nowhere how it is started, FB3213 where there
 * is an app.yaml, and FB3214 where that contradicts `request`.
 */
export function newAppYaml(request: GenerationRequest): NewAppYaml {
  const place = findApp(request);
  refuseExisting(place, request.runtime);
  const { runtime, reason } = chosenRuntime(request, place.folder);
  const make = (settings: Readonly<Record<string, string>>) => {
    const text = minimalAppYaml({ runtime: runtime.id, entrypoint: request.entrypoint, settings });
    return { text, version: plannedVersion(place, text) };
  };
  // Once without a version, for the one that other files may ask for.
  const { version } = make({});
  const { text } = make(
    version === null ? {} : { operating_system: operatingSystem, runtime_version: version },
  );
  return { file: place.configFile, text, runtime: runtime.id, reason };
}

/** Of the operating systems that app.yaml can name, the one that has most versions of each language. */
const operatingSystem = 'ubuntu22';

function chosenRuntime({ runtime: asked }: GenerationRequest, folder: string): Detection {
  const runtimes = loadRuntimes();
  if (asked === null) return detectRuntime(folderSource(folder), runtimes);
  const runtime = runtimes.find(({ id }) => id === asked);
  if (runtime) return { runtime, reason: 'it was asked for' };
  throw new FlexbuildError([unknownRuntime({ id: asked, runtimes, at: null })]);
}

/** Throws what planning throws, without places in a file that is not there yet. */
function plannedVersion(place: AppPlace, text: string): string | null {
  try {
    return planApp(readApp(place, text), null).plan.runtime.version;
  } catch (cause) {
    if (!(cause instanceof FlexbuildError)) throw cause;
    const [first, ...rest] = cause.diagnostics;
    const placeless = (diagnostic: Diagnostic): Diagnostic => withoutFile(diagnostic, place);
    throw new FlexbuildError([placeless(first), ...rest.map(placeless)], { cause });
  }
}

/** What is wrong with an app.yaml that is not there yet: no place, and no line to add to it. */
function withoutFile(diagnostic: Diagnostic, { configFile, folder }: AppPlace): Diagnostic {
  const { code, at } = diagnostic;
  const placeless = at?.file === configFile ? { ...diagnostic, at: null } : diagnostic;
  if (code !== 'FB2020') return placeless;
  const command = likelyEntrypoint(folderSource(folder)) ?? 'gunicorn -b :$PORT main:app';
  return { ...placeless, hint: `Name it, such as --entrypoint '${command}'.` };
}

function refuseExisting(place: AppPlace, asked: string | null): void {
  if (!existsSync(place.configFile)) return;
  if (asked !== null) refuseOtherRuntime(readApp(place).app, asked);
  throw failure({
    code: 'FB3213',
    message: `there is a "${place.configFile}" already`,
    hint: 'Run `flexbuild gen-config --custom` for a Dockerfile.',
  });
}

/** Writes a new app.yaml. */
export function writeAppYaml({ file, text }: NewAppYaml, job: Job): void {
  replaceFile(file, text);
  job.notify({ kind: 'file-written', path: file, directory: dirname(file) });
}

/** What most likely starts the app in the folder that `request` means; null where its files tell nothing. */
export function suggestEntrypoint(request: GenerationRequest): string | null {
  return likelyEntrypoint(folderSource(findApp(request).folder));
}
