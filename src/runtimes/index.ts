export { baseDecisions, knownBases } from './bases.ts';
export { shellCommandOf } from './entrypoint/shell-command.ts';
export { detectRuntime, type Detection } from './detect.ts';
export { loadRuntimes } from './load.ts';
export { origin } from './origin.ts';
export { dockerfileProblems, likelyEntrypoint, resolvers } from './resolve/index.ts';
export { unknownRuntime } from './unknown.ts';
export type {
  Base,
  Command,
  Decision,
  DetectionRule,
  EnvironmentMaker,
  ImagePlan,
  Origin,
  Interpreter,
  PlannedFile,
  ProcessPlan,
  ResolveInput,
  Resolution,
  Resolver,
  Runtime,
  RuntimeVersion,
} from './types.ts';
