import type { Origin } from './types.ts';

/** An origin of these keys of app.yaml and these files; of nothing in the app where both are left out. */
export function origin({ keys = [], files = [] }: Partial<Origin> = {}): Origin {
  return { keys, files };
}
