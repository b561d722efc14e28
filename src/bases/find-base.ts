import { findDebianImage } from './debian-image.ts';
import type { EnsureBaseRequest } from './ensure-base.ts';
import { recipeOf } from './recipe.ts';
import { completeSettings, platformOf } from './settings.ts';

/** The first of the candidates that the engine has already; null where it has none. Nothing is pulled or made. */
export async function findBase(
  request: Omit<EnsureBaseRequest, 'override' | 'network'>,
): Promise<string | null> {
  const { bases, engine } = request;
  const settings = completeSettings(request.settings);
  for (const base of bases) {
    if (base.kind === 'registry') {
      if ((await engine.images.inspect(base.reference)) !== null) return base.reference;
      continue;
    }
    const recipe = recipeOf({ base, platform: platformOf(request), settings });
    const found = await findDebianImage(engine, recipe);
    if (found !== null) return found.reference;
  }
  return null;
}
