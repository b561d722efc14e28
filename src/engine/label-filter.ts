import type { Labels } from '../core/index.ts';

/** The filter that lists take: things that carry all of `labels`. */
export function labelFilter(labels: Labels): { readonly label: string[] } {
  return { label: Object.entries(labels).map(([name, value]) => `${name}=${value}`) };
}
