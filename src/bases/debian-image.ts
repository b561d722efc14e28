import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { ociArchive } from '../archive/index.ts';
import { canonicalJson, failure, FlexbuildError, holdLock, labels, type Job } from '../core/index.ts';
import type { Engine, ImageDetails } from '../engine/index.ts';
import { baseImage } from './identity.ts';
import type { RootfsMaker } from './maker.ts';
import {
  baseRepository,
  ociArchitecture,
  recipeDigest,
  recipeEpochSec,
  recipeTag,
  recipeTitle,
  type Recipe,
} from './recipe.ts';
import { makeRootfs, type Rootfs } from './rootfs.ts';
import { completeSettings } from './settings.ts';
import { temporaryFolder } from './temporary-folder.ts';
import type { BaseEnvironment, BaseImage } from './types.ts';

/** Marks the images made here. What is built on them inherits it, so their tag has to be looked at as well. */
export const madeHere = { [labels.role]: 'base' } as const;

/** The tag that flexbuild gave an image, as this engine writes it; null for an image of others, or one that lost it to a newer one. */
export function ownTag(image: ImageDetails): string | null {
  return (
    image.tags.find((tag) => tag.startsWith(`${baseRepository}:`) || tag.includes(`/${baseRepository}:`)) ??
    null
  );
}

/** The image of a recipe, if the engine has it. */
export async function findDebianImage(engine: Engine, recipe: Recipe): Promise<BaseImage | null> {
  const images = await engine.images.list({ ...madeHere, [labels.base]: recipeDigest(recipe) });
  for (const image of images) {
    const reference = ownTag(image);
    if (reference !== null) return baseImage(image, { reference, from: 'local' });
  }
  return null;
}

export interface DebianImageRequest extends BaseEnvironment {
  readonly recipe: Recipe;
  readonly maker: RootfsMaker;
  /** Make it anew, from the archive's newest state, even where the engine has one. */
  readonly update: boolean;
}

/**
 * Makes the image of a recipe and loads it into the engine. Where another process makes the same, that is waited for
 * and its image taken. Throws FB4103 to FB4108, and the signal's reason on abort; nothing is left then.
 */
export async function makeDebianImage(request: DebianImageRequest, job: Job): Promise<BaseImage> {
  const { engine, recipe, update } = request;
  await using lock = await lockRecipe(request, job);
  const before = await findDebianImage(engine, recipe);
  if (before !== null && !update) return before;
  await using folder = await temporaryFolder();
  report({ recipe, activity: `starting, ${request.maker.name}`, fraction: 0 }, job);
  const rootfs = await makeRootfs({ ...request, folder: folder.path }, job);
  report({ recipe, activity: 'loading it into the engine', fraction: 0.97 }, job);
  await engine.images.load(imageArchive(recipe, rootfs), job);
  const made = await findDebianImage(engine, recipe);
  if (made === null) {
    throw failure({ code: 'FB9001', message: `the engine took ${recipeTag(recipe)} and does not have it` });
  }
  if (before !== null && before.id !== made.id) await removeWhereUnused(engine, before.id);
  report({ recipe, activity: 'done', fraction: 1 }, job);
  return { ...made, from: 'debian' };
}

function lockRecipe({ recipe, settings }: DebianImageRequest, job: Job): Promise<AsyncDisposable> {
  const file = join(completeSettings(settings).cacheFolder, 'locks', `base-${recipeDigest(recipe)}`);
  const onWait = (): void =>
    report({ recipe, activity: 'waiting for another flexbuild', fraction: null }, job);
  return holdLock(file, { signal: job.signal, onWait });
}

interface ProgressReport {
  readonly recipe: Recipe;
  readonly activity: string;
  readonly fraction: number | null;
}

function report({ recipe, activity, fraction }: ProgressReport, job: Job): void {
  job.notify({ kind: 'base-progress', base: recipeTitle(recipe), activity, fraction });
}

function imageArchive(recipe: Recipe, rootfs: Rootfs): Readable {
  return ociArchive({
    layers: [{ digest: rootfs.digest, size: rootfs.sizeBytes, content: () => createReadStream(rootfs.file) }],
    tags: [recipeTag(recipe)],
    config: {
      architecture: ociArchitecture(recipe),
      createdMs: recipeEpochSec * 1000,
      // An image made of files alone has no PATH, and `ENV PATH=/env/bin:$PATH` on top of it would lose the rest.
      env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' },
      labels: {
        ...madeHere,
        [labels.base]: recipeDigest(recipe),
        [labels.baseInputs]: canonicalJson(recipe),
        ...(rootfs.archiveDate === null ? {} : { [labels.archiveDate]: rootfs.archiveDate }),
      },
      command: recipe.kind === 'debian' ? ['bash'] : [],
      createdBy: 'flexbuild base, made with mmdebstrap',
    },
  });
}

/** An image that others are built on stays, without a name: their layers need it. */
async function removeWhereUnused(engine: Engine, id: string): Promise<void> {
  try {
    await engine.images.remove(id);
  } catch (error) {
    if (!(error instanceof FlexbuildError)) throw error;
  }
}
