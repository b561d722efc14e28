import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from '../core/index.ts';
import type { LoadTemplate } from './render.ts';

/** Reads templates from this package. */
export function templateLoader(): LoadTemplate {
  const folder = packageFolder();
  return (path) => readFileSync(join(folder, path), 'utf8');
}
