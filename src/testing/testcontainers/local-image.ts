import { ImageName } from 'testcontainers';

/** An image of this engine by its id, which TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX must not turn into one of a registry. */
export function localImage(id: string): ImageName {
  return Object.assign(ImageName.fromString(id), { registry: undefined, string: id });
}
