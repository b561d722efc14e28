import { fileURLToPath } from 'node:url';
import { openProject, type Project, type ProjectRequest } from '../index.ts';
import type { AppTarget } from './types.ts';

/** The service that a test names. */
export function projectAt(
  target: AppTarget,
  { image, substitutions }: Pick<ProjectRequest, 'image' | 'substitutions'>,
): Project {
  return openProject({ target: pathOf(target), context: null, dockerfile: null, image, substitutions });
}

export function pathOf(target: AppTarget): string {
  return target instanceof URL ? fileURLToPath(target) : target;
}
