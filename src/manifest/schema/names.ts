import type { Pattern } from './field.ts';

/** Names of environment variables and of settings. */
export const variableName = {
  expression: '[a-zA-Z_][a-zA-Z0-9_]*',
  means: 'letters, digits and underscores, and no digit at the start',
} as const satisfies Pattern;

/** What Compute Engine takes as a name. */
export const resourceName = {
  expression: '[a-z]([a-z\\d-]{0,61}[a-z\\d])?',
  means: 'up to 63 lower-case letters, digits and hyphens, a letter first',
} as const satisfies Pattern;

/** gcloud's `\S+`. */
export const oneWord = { expression: '\\S+', means: 'a name without spaces' } as const satisfies Pattern;

/** gcloud's MODULE_ID_RE_STRING. */
export const serviceName = {
  expression: '(?!-)[a-z\\d\\-]{0,62}[a-z\\d]',
  means: 'up to 63 lower-case letters, digits and hyphens, without a hyphen at either end',
} as const satisfies Pattern;
