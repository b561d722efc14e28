import { error, failure, FlexbuildError, type Diagnostic, type Job } from '../core/index.ts';
import { findDebianImage, makeDebianImage } from './debian-image.ts';
import { chooseMaker, hintForMakers, type Obstacle, type RootfsMaker } from './maker.ts';
import { makerHere } from './maker-here.ts';
import { makerInContainer } from './maker-in-container.ts';
import { recipeOf, recipeTitle, type Recipe } from './recipe.ts';
import { findRegistryImage, freshRegistries, type Registries } from './registry.ts';
import { completeSettings, platformOf } from './settings.ts';
import type { BaseCandidate, BaseEnvironment, BaseImage } from './types.ts';

export interface EnsureBaseRequest extends BaseEnvironment {
  /** Where the image can come from, in order of preference. */
  readonly bases: readonly [BaseCandidate, ...BaseCandidate[]];
  /** `--base-image`: this one and no other. */
  readonly override: string | null;
}

/**
 * The base image, on the engine: the override, or the first candidate that the engine has, that a registry has, or that
 * can be made of Debian packages on this machine or in a container. Reports that work by `base-progress`; to report
 * `base-chosen` is left to the caller. Throws FB4101 where nothing helps (its detail has each candidate and why it
 * failed), FB4102 for an override that nobody has, and the signal's reason on abort.
 */
export async function ensureBase(request: EnsureBaseRequest, job: Job): Promise<BaseImage> {
  return ensureBaseWith([makerHere, makerInContainer(request.engine)], request, job);
}

/** `ensureBase` with other places where mmdebstrap can run, in order of preference. */
export async function ensureBaseWith(
  makers: readonly RootfsMaker[],
  request: EnsureBaseRequest,
  job: Job,
): Promise<BaseImage> {
  const search = startSearch(makers, request);
  return request.override === null ? firstFound(search, job) : named(search, request.override, job);
}

interface Search extends BaseEnvironment {
  readonly references: readonly string[];
  readonly recipes: readonly Recipe[];
  readonly makers: readonly RootfsMaker[];
  readonly registries: Registries;
  /** These two grow as the search goes on. */
  readonly failed: FailedCandidate[];
  readonly obstacles: Obstacle[];
}

interface FailedCandidate {
  readonly candidate: string;
  readonly reason: string;
  /** More about it, where there is more. */
  readonly diagnostics: readonly Diagnostic[];
}

function startSearch(makers: readonly RootfsMaker[], request: EnsureBaseRequest): Search {
  const { bases, engine, platform } = request;
  const settings = completeSettings(request.settings);
  return {
    ...request,
    references: bases.flatMap((base) => (base.kind === 'registry' ? [base.reference] : [])),
    recipes: bases.flatMap((base) =>
      base.kind === 'registry' ? [] : [recipeOf({ base, platform: platformOf(request), settings })],
    ),
    makers,
    registries: freshRegistries({ engine, platform, timeoutMs: settings.registryTimeoutMs }),
    failed: [],
    obstacles: [],
  };
}

/** What is quick and costs nothing comes first. */
const places = [onEngine, inRegistries, fromDebian];

async function firstFound(search: Search, job: Job): Promise<BaseImage> {
  for (const place of places) {
    const base = await place(search, job);
    if (base !== null) return base;
  }
  throw nothingFound(search);
}

async function onEngine({ engine, platform, references, recipes }: Search): Promise<BaseImage | null> {
  for (const reference of references) {
    const base = await findRegistryImage(engine, { reference, platform });
    if (base !== null) return base;
  }
  for (const recipe of recipes) {
    const base = await findDebianImage(engine, recipe);
    if (base !== null) return base;
  }
  return null;
}

async function inRegistries({ references, registries, failed }: Search, job: Job): Promise<BaseImage | null> {
  for (const reference of references) {
    const answer = await reasonOnFailure(() => registries.pull(reference, job), job);
    if ('reference' in answer) return answer;
    failed.push({ candidate: reference, diagnostics: [], ...answer });
  }
  return null;
}

async function fromDebian(search: Search, job: Job): Promise<BaseImage | null> {
  if (search.recipes.length === 0) return null;
  const { maker, obstacles } = await chooseMaker(search.makers, job.signal);
  search.obstacles.push(...obstacles);
  if (maker === null) return null;
  for (const recipe of search.recipes) {
    const made = await reasonOnFailure(
      () => makeDebianImage({ ...search, recipe, maker, update: false }, job),
      job,
    );
    if ('reference' in made) return made;
    search.failed.push({ candidate: `${recipeTitle(recipe)} ${maker.name}`, diagnostics: [], ...made });
  }
  return null;
}

type Reason = Pick<FailedCandidate, 'reason'> & Partial<FailedCandidate>;

/** A candidate that fails is not the end, as long as there are others; an abort is. */
async function reasonOnFailure<T>(attempt: () => Promise<T>, job: Job): Promise<T | Reason> {
  try {
    return await attempt();
  } catch (thrown) {
    if (job.signal.aborted || !(thrown instanceof FlexbuildError)) throw thrown;
    return { reason: thrown.message, diagnostics: thrown.diagnostics };
  }
}

function nothingFound({ failed, obstacles, recipes }: Search): FlexbuildError {
  const unmade = recipes.flatMap((recipe) =>
    obstacles.map(({ maker, reason }) => `${recipeTitle(recipe)} ${maker.name}: ${reason}`),
  );
  const summary = error({
    code: 'FB4101',
    message: 'no base image can be had here',
    hint: hintForMakers(obstacles),
    detail: [...failed.map(({ candidate, reason }) => `${candidate}: ${reason}`), ...unmade],
  });
  return new FlexbuildError([summary, ...failed.flatMap(({ diagnostics }) => diagnostics)]);
}

async function named(
  { engine, platform, registries }: Search,
  reference: string,
  job: Job,
): Promise<BaseImage> {
  const local = await findRegistryImage(engine, { reference, platform });
  if (local !== null) return { ...local, from: 'option' };
  const answer = await reasonOnFailure(() => registries.pull(reference, job), job);
  if ('reference' in answer) return { ...answer, from: 'option' };
  const forPlatform = platform === null ? '' : ` for ${platform}`;
  throw failure({
    code: 'FB4102',
    message: `the engine has no image "${reference}"${forPlatform}, and ${answer.reason}`,
    hint: 'Name an image that the engine has (docker images), or leave --base-image out.',
  });
}
