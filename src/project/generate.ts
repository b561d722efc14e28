import { failure } from '../core/index.ts';
import { setEntrypoint, type LocatedAppConfig, type RuntimeChoice } from '../manifest/index.ts';
import type { PlannedFile } from '../plan/index.ts';
import { renderFiles, templateLoader, type RenderedFile } from '../render/index.ts';
import type { SourceTree } from '../source/index.ts';
import { fileState, type FileState } from './generate-state.ts';
import { configIn, lockFile, readLock, type Lock } from './lock.ts';
import { findApp, planApp, readApp, type AppPlace, type UnplannedApp } from './open.ts';
import type { Project, ProjectRequest } from './types.ts';

/** Which app to generate files for, and what its app.yaml does not say. */
export interface GenerationRequest extends Pick<ProjectRequest, 'target' | 'context' | 'substitutions'> {
  /** Of an app that says `runtime: custom`; null takes the one that flexbuild.lock has. */
  readonly runtime: string | null;
  /** For an app.yaml that names none. */
  readonly entrypoint: string | null;
}

/** The files that make an app one with a Dockerfile of its own, and how those on disk relate to them. */
export interface Generation {
  /** Planned by the runtime that the files are of, as if there were no Dockerfile yet. */
  readonly project: Project;
  readonly runtime: Lock['runtime'];
  /** Whether app.yaml says `runtime: custom` already, so that the Dockerfile is used. */
  readonly isCustom: boolean;
  /** Whether app.yaml is to get the entrypoint that was given; `project.configText` has it. */
  readonly configIsChanged: boolean;
  readonly files: readonly GeneratedFile[];
  readonly lock: Lock | null;
}

/** A file as it would be generated, beside the one on disk. */
export interface GeneratedFile extends RenderedFile {
  readonly onDisk: string | null;
  readonly state: FileState;
}

/**
 * Makes the files of a custom runtime in memory; writes nothing. What is on disk has no influence on their texts.
 * Throws FB3211 where there is nothing to generate, FB3214 where `request` contradicts app.yaml, FB3216 where the folder's
 * files are another service's, and whatever planning throws.
 */
export async function openGeneration(request: GenerationRequest): Promise<Generation> {
  const place = findApp(request);
  const written = readApp(place);
  const read = withEntrypoint(written, { place, asked: request.entrypoint });
  const lock = readLock(place.folder);
  refuseOtherConfig(read, lock);
  const runtime = chooseRuntime(read, { lock, asked: request.runtime });
  const app = withRuntime(read.app, runtime);
  const project = planApp({ ...read, app, source: withoutDockerfile(read.source) }, null);
  if (project.plan.image.kind !== 'generated' || runtime.env !== 'flex') throw nothingToGenerate(read);
  const rendered = await renderFiles(plannedFiles(project), templateLoader());
  const files = rendered.map((file) => compared(file, { source: read.source, lock }));
  const { id, settings } = runtime;
  return {
    project,
    runtime: { id, settings },
    isCustom: idOf(read) === custom,
    configIsChanged: read !== written,
    files,
    lock,
  };
}

/** Whether the app's Dockerfile is its own by now, and was generated. */
export function wasGenerated(place: AppPlace): boolean {
  const lock = readLock(place.folder);
  return lock?.config === configIn(place) && idOf(readApp(place)) === custom;
}

/** The files that gen-config writes, whether a build needs them or not. */
export function plannedFiles({ plan: { image } }: Project): readonly PlannedFile[] {
  return image.kind === 'generated' ? [...image.files, ...image.extras] : [];
}

/** The runtime of a Dockerfile of one's own. */
const custom = 'custom';

function chooseRuntime(
  read: UnplannedApp,
  { lock, asked }: { readonly lock: Lock | null; readonly asked: string | null },
): RuntimeChoice {
  const { runtime } = read.app.config;
  if (runtime.env === 'standard') return runtime;
  refuseOtherRuntime(read.app, asked);
  if (runtime.id !== custom) return runtime;
  const id = asked ?? lock?.runtime.id;
  if (id === undefined || id === custom) throw nothingToGenerate(read);
  const locked = lock?.runtime.id === id ? lock.runtime.settings : {};
  return { env: 'flex', id, settings: { ...locked, ...runtime.settings } };
}

/** Throws FB3214 where app.yaml names another runtime than the one that was asked for. */
export function refuseOtherRuntime({ config, file, locate }: LocatedAppConfig, asked: string | null): void {
  const { id } = config.runtime;
  if (asked === null || asked === id || id === custom) return;
  throw failure({
    code: 'FB3214',
    message: `"${file}" contains "runtime: ${id}" which conflicts with --runtime=${asked}`,
    hint: `Leave --runtime out, or write \`runtime: ${asked}\`.`,
    at: locate('runtime'),
  });
}

/** The app as it is read from an app.yaml that has the entrypoint. */
function withEntrypoint(
  read: UnplannedApp,
  { place, asked }: { readonly place: AppPlace; readonly asked: string | null },
): UnplannedApp {
  const { config, file, locate } = read.app;
  if (asked === null || asked === config.entrypoint) return read;
  if (config.entrypoint === null) return readApp(place, setEntrypoint(read.configText, asked));
  throw failure({
    code: 'FB3214',
    message: `"${file}" contains an entrypoint which conflicts with --entrypoint='${asked}'`,
    hint: 'Leave --entrypoint out, or change the line in app.yaml.',
    at: locate('entrypoint'),
  });
}

function refuseOtherConfig(read: UnplannedApp, lock: Lock | null): void {
  if (lock === null || lock.config === configIn(read)) return;
  throw failure({
    code: 'FB3216',
    message: `the files in "${read.source.name}" were generated for ${lock.config}, and this is ${configIn(read)}`,
    hint: `Give each service a folder of its own; or remove ${lockFile}, and the files count as written by hand.`,
  });
}

function nothingToGenerate(read: UnplannedApp): Error {
  return failure({
    code: 'FB3211',
    message: `"${read.configFile}" says runtime: ${idOf(read)}, which brings its own Dockerfile, and there is no ${lockFile} that tells of another`,
    hint: 'Edit the Dockerfile, which is yours; or name the runtime that it was made for with --runtime.',
    at: read.app.locate('runtime'),
  });
}

function idOf({ app }: UnplannedApp): string {
  return app.config.runtime.id;
}

/** The config with another runtime; there is no place in the file for that. */
function withRuntime(app: LocatedAppConfig, runtime: RuntimeChoice): LocatedAppConfig {
  if (runtime.id === app.config.runtime.id) return app;
  return {
    ...app,
    config: { ...app.config, runtime },
    locate: (...key) => (key[0] === 'runtime' ? null : app.locate(...key)),
  };
}

/** A plan of what is generated must not see what was generated: beside a runtime that makes one, a Dockerfile is an error. */
function withoutDockerfile(source: SourceTree): SourceTree {
  const isHidden = (path: string): boolean => path === 'Dockerfile';
  return {
    name: source.name,
    entry: (path) => (isHidden(path) ? null : source.entry(path)),
    entries: (folder) => source.entries(folder).filter(({ path }) => !isHidden(path)),
    readText: (path) => (isHidden(path) ? null : source.readText(path)),
    readBytes: (path) => (isHidden(path) ? null : source.readBytes(path)),
    read: (path) => source.read(path),
  };
}

function compared(
  file: RenderedFile,
  { source, lock }: { readonly source: SourceTree; readonly lock: Lock | null },
): GeneratedFile {
  const { path, text: wanted } = file;
  const onDisk = source.readText(path);
  return { ...file, onDisk, state: fileState({ path, wanted, onDisk, lock }) };
}
