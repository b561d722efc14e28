import { byCodeUnits, closest, failure, labels, type FlexbuildError, type Job } from '../core/index.ts';
import type { Engine, ImageDetails } from '../engine/index.ts';
import { findDebianImage, madeHere, makeDebianImage, ownTag } from './debian-image.ts';
import { chooseMaker, hintForMakers } from './maker.ts';
import { makerHere } from './maker-here.ts';
import { makerInContainer } from './maker-in-container.ts';
import { recipeOf, recipeTitle, type Recipe } from './recipe.ts';
import { completeSettings, platformOf } from './settings.ts';
import type { BaseEnvironment, BaseImage, DebianBase, ListedBase, UnpackedBase } from './types.ts';

/** The bases made of Debian packages that the engine has, by reference. */
export async function listBases(engine: Engine): Promise<readonly ListedBase[]> {
  const images = await engine.images.list(madeHere);
  const bases = images.flatMap((image) => {
    const reference = ownTag(image);
    return reference === null ? [] : [listedBase(image, reference)];
  });
  return bases.sort((a, b) => byCodeUnits(a.reference, b.reference));
}

function listedBase(image: ImageDetails, reference: string): ListedBase {
  const { suite, packages, architecture, mirrors } = JSON.parse(
    image.labels[labels.baseInputs] ?? '{}',
  ) as Recipe;
  const archiveDate = image.labels[labels.archiveDate] ?? null;
  return { reference, suite, packages, architecture, mirrors, archiveDate, sizeBytes: image.sizeBytes };
}

export interface BuildBaseRequest extends BaseEnvironment {
  readonly base: DebianBase | UnpackedBase;
  /** Make it anew from the archive's newest state, even where the engine has one. */
  readonly update: boolean;
}

/** Makes a base of Debian packages, unless the engine has it. Throws FB4101, FB4103 to FB4108, and the signal's reason on abort. */
export async function buildBase(request: BuildBaseRequest, job: Job): Promise<BaseImage> {
  const { base, engine, update } = request;
  const settings = completeSettings(request.settings);
  const recipe = recipeOf({ base, platform: platformOf(request), settings });
  const local = update ? null : await findDebianImage(engine, recipe);
  if (local !== null) return local;
  const { maker, obstacles } = await chooseMaker([makerHere, makerInContainer(engine)], job.signal);
  if (maker === null) {
    throw failure({
      code: 'FB4101',
      message: `${recipeTitle(recipe)} cannot be made here`,
      hint: hintForMakers(obstacles),
      detail: obstacles.map((obstacle) => `${obstacle.maker.name}: ${obstacle.reason}`),
    });
  }
  return makeDebianImage({ ...request, recipe, maker }, job);
}

/**
 * Removes the bases that `name` names: a reference as `listBases` gives it, its tag alone, or a suite for all of that
 * suite's. Returns their references; throws FB4109 where there is none by that name.
 */
export async function removeBase(engine: Engine, name: string): Promise<readonly string[]> {
  const bases = await listBases(engine);
  const named = bases.filter(
    ({ reference, suite }) => reference === name || reference.endsWith(`:${name}`) || suite === name,
  );
  if (named.length === 0) throw noSuchBase(name, bases);
  for (const { reference } of named) await engine.images.remove(reference);
  return named.map(({ reference }) => reference);
}

function noSuchBase(name: string, bases: readonly ListedBase[]): FlexbuildError {
  const references = bases.map(({ reference }) => reference);
  const meant = closest(name, references);
  return failure({
    code: 'FB4109',
    message: `there is no base "${name}"`,
    hint:
      meant === null
        ? 'List them with `flexbuild base list`.'
        : `Use ${meant}, or list them with \`flexbuild base list\`.`,
  });
}
