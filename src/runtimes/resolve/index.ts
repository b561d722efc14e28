import type { Resolver } from '../types.ts';
import { resolveCustom } from './custom.ts';
import { resolvePython } from './python.ts';
export { dockerfileProblems } from './custom.ts';
export { likelyEntrypoint } from './python/entrypoint.ts';

/** The resolver of each runtime, by its id. */
export const resolvers: Readonly<Record<string, Resolver>> = { custom: resolveCustom, python: resolvePython };
