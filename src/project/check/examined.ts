import type { Diagnostic } from '../../core/index.ts';
import type { LocatedAppConfig, LocatedCron, LocatedDispatch } from '../../manifest/index.ts';

/** What could be read of a file; a null config is of one with an error that hides the rest. */
export type ExaminedFile = { readonly path: string; readonly diagnostics: readonly Diagnostic[] } & (
  | { readonly kind: 'app'; readonly config: LocatedAppConfig | null }
  | { readonly kind: 'dispatch'; readonly config: LocatedDispatch | null }
  | { readonly kind: 'cron'; readonly config: LocatedCron | null }
);
