import { packageFile } from '../core/index.ts';
import type { LoadTemplate } from './render.ts';

/** Reads templates from this package. */
export function templateLoader(): LoadTemplate {
  return packageFile;
}
