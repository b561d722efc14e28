import { basename } from 'node:path';
import { ensureBase, type BaseImage } from '../bases/index.ts';
import {
  makeContext,
  prepareDockerfile,
  readIgnoreRules,
  type BuildContext,
  type PreparedDockerfile,
} from '../context/index.ts';
import { digestOf, failure, FlexbuildError, labels, type Job, type Labels } from '../core/index.ts';
import type { Engine, ImageDetails } from '../engine/index.ts';
import type { ImagePlan } from '../plan/index.ts';
import { renderFiles, templateLoader, type FileSet } from '../render/index.ts';
import { explainFailure } from './explain-failure.ts';
import { inputsOf, reasonToBuild } from './inputs.ts';
import { showingOwnSteps } from './own-steps.ts';
import type { BuildOptions, Project } from './types.ts';

/** An image that is on the engine now. */
export interface ProjectImage {
  readonly id: string;
  readonly reference: string;
  /** Why it was built; null: it was there already, made from the same inputs. */
  readonly builtBecause: string | null;
  readonly durationMs: number;
}

/**
 * Builds the image of one service, or finds the one made from the same inputs.
 * Throws FB31xx for a step that fails, FB41xx where there is no base image.
 */
export async function buildProject(project: Project, options: BuildOptions, job: Job): Promise<ProjectImage> {
  const startedMs = performance.now();
  const { plan } = project;
  if (plan.image.kind === 'prebuilt') return await prebuiltImage(plan.image.reference, options.engine, job);
  const material = await gather(project, options, job);
  const tags = [`flexbuild/${project.name}:latest`, ...options.tags];
  const inputs = inputsOf({ ...material, options });
  const previous = await newestImage(project, options.engine);
  const reason = reasonToBuild({
    previous: previous?.labels ?? null,
    inputs,
    tags: previous?.tags ?? [],
    wanted: tags,
    noCache: options.noCache,
  });
  if (previous && reason === null) {
    job.notify({ kind: 'image-current', service: plan.service, image: previous.id });
    return {
      id: previous.id,
      reference: tags[0] ?? previous.id,
      builtBecause: null,
      durationMs: performance.now() - startedMs,
    };
  }
  job.notify({ kind: 'rebuild-reason', service: plan.service, reason: reason ?? 'it was asked for' });
  const image = await runBuild(
    {
      project,
      options,
      material,
      tags,
      labels: { [labels.app]: project.name, ...identityLabels(project), ...inputs.labels },
    },
    job,
  );
  await removeReplaced(project, { engine: options.engine, kept: image.id });
  const durationMs = performance.now() - startedMs;
  job.notify({ kind: 'image-built', service: plan.service, image: image.id, durationMs });
  return { id: image.id, reference: tags[0] ?? image.id, builtBecause: reason, durationMs };
}

/** Everything a build is made from. */
interface Material {
  readonly context: BuildContext;
  readonly base: BaseImage | null;
  readonly dockerfile: PreparedDockerfile & { readonly path: string; readonly original: string };
}

async function gather(project: Project, options: BuildOptions, job: Job): Promise<Material> {
  const { engine, network } = options;
  const { image } = project.plan;
  const generated: FileSet =
    image.kind === 'generated' ? await renderFiles(image.files, templateLoader()) : [];
  const { path, text } = findDockerfile(project, generated);
  const base = await baseFor(image, options, job);
  const prepared = await prepareDockerfile({
    file: path,
    text,
    network,
    buildkit: engine.capabilities.buildkit,
    hostAddress: engine.capabilities.hostAddress,
  });
  prepared.diagnostics.forEach((diagnostic) => job.notify({ kind: 'diagnostic', diagnostic }));
  network.notPassedOn.forEach(({ setting, reason }) =>
    job.notify({ kind: 'setting-not-passed-on', setting, reason }),
  );
  const { rules, diagnostics } = await readIgnoreRules({
    source: project.source,
    skipFiles: project.app.config.skipFiles,
    dockerfile: path,
    required: [basename(project.configFile)],
    generated,
    locate: () => project.app.locate('skip_files'),
  });
  diagnostics.forEach((diagnostic) => job.notify({ kind: 'diagnostic', diagnostic }));
  const context = await makeContext({
    source: project.source,
    rules,
    generated,
    dockerfile: { path, text: prepared.text },
    sourceDateEpoch: options.sourceDateEpoch,
  });
  return { context, base, dockerfile: { ...prepared, path, original: text } };
}

/** The Dockerfile's own text: generated, or the one on disk. */
function findDockerfile(
  project: Project,
  generated: FileSet,
): { readonly path: string; readonly text: string } {
  const { image } = project.plan;
  if (image.kind === 'generated' && generated[0]) return generated[0];
  const path = image.kind === 'dockerfile' ? image.path : 'Dockerfile';
  const text = project.source.readText(path);
  if (text !== null) return { path, text };
  throw failure({
    code: 'FB3204',
    message: `there is no Dockerfile "${path}" in "${project.source.name}"`,
    hint: 'Write one, or run `flexbuild gen-config --custom`.',
  });
}

/** Null for a Dockerfile whose FROM is its own affair. */
async function baseFor(
  image: ImagePlan,
  { engine, network, baseImage, platform, debian }: BuildOptions,
  job: Job,
): Promise<BaseImage | null> {
  const [first, ...rest] = image.kind === 'prebuilt' ? [] : image.bases;
  if (!first) return null;
  const base = await ensureBase(
    { bases: [first, ...rest], override: baseImage, engine, network, platform, settings: debian },
    job,
  );
  job.notify({ kind: 'base-chosen', reference: base.reference, from: base.from });
  return base;
}

/** What tells the images of one service from all others. */
function identityLabels(project: Project): Labels {
  return { [labels.folder]: digestOf(project.folder).slice(0, 16), [labels.service]: project.plan.service };
}

async function newestImage(project: Project, engine: Engine): Promise<ImageDetails | null> {
  const images = await engine.images.list(identityLabels(project));
  return images.toSorted((a, b) => b.createdMs - a.createdMs)[0] ?? null;
}

/**
 * Earlier images of the service that have lost their last name to the new one. That may have lost it itself by now, to
 * another clone of the app, which has the same name.
 */
async function removeReplaced(
  project: Project,
  { engine, kept }: { readonly engine: Engine; readonly kept: ImageDetails['id'] },
): Promise<void> {
  const nameless = (await engine.images.list(identityLabels(project))).filter(
    ({ id, tags }) => id !== kept && tags.length === 0,
  );
  for (const { id } of nameless) {
    try {
      await engine.images.remove(id);
    } catch (cause) {
      // One that a container still runs goes after a later build.
      if (!(cause instanceof FlexbuildError)) throw cause;
    }
  }
}

async function runBuild(
  {
    project,
    options,
    material: { context, base, dockerfile },
    tags,
    labels: imageLabels,
  }: {
    readonly project: Project;
    readonly options: BuildOptions;
    readonly material: Material;
    readonly tags: readonly string[];
    readonly labels: Readonly<Record<string, string>>;
  },
  job: Job,
): Promise<ImageDetails> {
  const { engine, platform, noCache, sourceDateEpoch } = options;
  // With times that are all equal, the engine is not to guess which files it has already.
  const identity = sourceDateEpoch === null ? JSON.stringify(identityLabels(project)) : null;
  const files = { entries: context.entries, digests: context.digests, dockerfile, identity };
  try {
    return await engine.images.build(
      {
        context: engine.capabilities.buildkit ? files : context.pack(),
        dockerfile: dockerfile.path,
        tags,
        labels: imageLabels,
        buildArgs: {
          ...(base && { BASE_IMAGE: base.reference }),
          ...dockerfile.buildArgs,
          ...options.buildArgs,
        },
        platform,
        noCache,
        builder: engine.capabilities.buildkit ? 'buildkit' : 'classic',
        secrets: dockerfile.secrets,
        extraHosts: dockerfile.extraHosts,
      },
      showingOwnSteps(job),
    );
  } catch (cause) {
    throw explainFailure(cause, { source: project.source, dockerfile });
  }
}

async function prebuiltImage(reference: string, engine: Engine, job: Job): Promise<ProjectImage> {
  const startedMs = performance.now();
  const found = (await engine.images.inspect(reference)) ?? (await pulled(reference, engine, job));
  return { id: found.id, reference, builtBecause: null, durationMs: performance.now() - startedMs };
}

async function pulled(reference: string, engine: Engine, job: Job): Promise<ImageDetails> {
  const here = await engine.images.pull(reference, { timeoutMs: 30_000, platform: null }, job);
  const found = here ? await engine.images.inspect(reference) : null;
  if (found) return found;
  throw failure({
    code: 'FB3205',
    message: `the image "${reference}" is neither on the engine nor in a registry that answers`,
    hint: 'Check its name, or leave --image out to build one.',
  });
}
