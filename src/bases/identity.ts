import { digestOf } from '../core/index.ts';
import type { ImageDetails } from '../engine/index.ts';
import type { BaseImage } from './types.ts';

/** A base image as its users see it. */
export function baseImage(
  image: ImageDetails,
  { reference, from }: Pick<BaseImage, 'reference' | 'from'>,
): BaseImage {
  return { reference, id: image.id, from, digest: contentDigest(image) };
}

/** Of all that decides what is built on the image; labels, dates and the engine's id do not. */
function contentDigest({ layers, platform, env, command, entrypoint, user }: ImageDetails): string {
  return digestOf({ layers, platform, env, command, entrypoint, user });
}
